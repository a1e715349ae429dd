using System.Runtime.InteropServices;

namespace RecoMart.Storage.Columns;

/// <summary>Something that few rows of a batch have, in the order of the rows.</summary>
/// <typeparam name="T">What they have.</typeparam>
internal sealed class RowList<T>
{
    private readonly List<(int Row, T Value)> _items = [];

    /// <summary>The rows that have it.</summary>
    public ReadOnlySpan<(int Row, T Value)> Items => CollectionsMarshal.AsSpan(_items);

    /// <summary>Adds a row behind all that are there.</summary>
    /// <param name="row">The row.</param>
    /// <param name="value">What it has.</param>
    public void Add(int row, T value) => _items.Add((row, value));

    /// <summary>Removes all rows.</summary>
    public void Clear() => _items.Clear();

    /// <summary>Finds what a row has.</summary>
    /// <param name="row">The row.</param>
    /// <param name="value">What it has.</param>
    /// <returns>Whether it has it.</returns>
    public bool TryFind(int row, out T? value)
    {
        var at = LastUpTo(row);
        var found = at >= 0 && _items[at].Row == row;
        value = found ? _items[at].Value : default;
        return found;
    }

    /// <summary>Finds the last row up to one.</summary>
    /// <param name="row">The row.</param>
    /// <returns>Its number in <see cref="Items"/>, or -1.</returns>
    public int LastUpTo(int row)
    {
        var (low, high) = (0, _items.Count);
        while (low < high)
        {
            var middle = (low + high) / 2;
            if (_items[middle].Row <= row)
                low = middle + 1;
            else
                high = middle;
        }
        return low - 1;
    }
}

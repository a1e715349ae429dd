using System.Buffers;
using System.Runtime.CompilerServices;

namespace RecoMart.Storage.Lake;

/// <summary>
/// The values of one column of one row group, as read back from the lake. They are held in pooled arrays: a row group is some 25 MB, and new memory for
/// each costs as much as decoding it.
/// </summary>
/// <typeparam name="T">The type of a value.</typeparam>
public sealed class LakeColumn<T> : IDisposable
    where T : struct
{
    private T[] _present;
    private int[]? _levels;

    /// <param name="rows">The number of rows.</param>
    /// <param name="hasLevels">Whether there may be rows without a value.</param>
    internal LakeColumn(int rows, bool hasLevels)
    {
        Rows = rows;
        PresentCount = rows;
        _present = ArrayPool<T>.Shared.Rent(rows);
        _levels = hasLevels ? ArrayPool<int>.Shared.Rent(rows) : null;
    }

    /// <summary>The number of rows.</summary>
    public int Rows { get; private set; }

    /// <summary>The number of rows that have a value.</summary>
    public int PresentCount { get; private set; }

    /// <summary>The values of those rows that have one, in order.</summary>
    public ReadOnlySpan<T> Present => _present.AsSpan(0, PresentCount);

    /// <summary>The values, one per row.</summary>
    /// <returns>Each row's value, or null.</returns>
    public IEnumerable<T?> Values()
    {
        var next = 0;
        for (var row = 0; row < Rows; row++)
            yield return _levels is null || _levels[row] == 1 ? _present[next++] : null;
    }

    /// <summary>Gives the arrays back; the values are not to be used any more.</summary>
    public void Dispose()
    {
        ArrayPool<T>.Shared.Return(_present, clearArray: RuntimeHelpers.IsReferenceOrContainsReferences<T>());
        _present = [];
        if (_levels is not null)
            ArrayPool<int>.Shared.Return(_levels);
        _levels = null;
        (Rows, PresentCount) = (0, 0);
    }

    /// <summary>Where the values are read to.</summary>
    internal Memory<T> PresentBuffer => _present.AsMemory(0, Rows);

    /// <summary>Where it is read to which rows have a value: 1 for those, 0 for the others.</summary>
    internal Memory<int> LevelBuffer => _levels.AsMemory(0, Rows);

    /// <summary>Counts the values, once the levels have been read.</summary>
    internal void CountPresent() => PresentCount = _levels.AsSpan(0, Rows).Count(1);
}

using System.Buffers;
using System.Runtime.CompilerServices;

namespace RecoMart.Storage.Lake;

/// <summary>The values of one column of one row group, as read back from the lake. To dispose it spares the next one memory of its own.</summary>
/// <typeparam name="T">The type of a value.</typeparam>
public sealed class LakeColumn<T> : IDisposable
    where T : struct
{
    private readonly int[]? _levels;
    private T[] _present;

    /// <summary>Takes the values.</summary>
    /// <param name="present">Those of the rows that have one, in an array of <see cref="Rent"/>.</param>
    /// <param name="levels">1 for each row that has one, in a rented array; null where all have.</param>
    /// <param name="rows">The number of rows.</param>
    internal LakeColumn(T[] present, int[]? levels, int rows)
    {
        _levels = levels;
        Rows = rows;
        PresentCount = levels is null ? rows : levels.AsSpan(0, rows).Count(1);
        _present = present;
    }

    /// <summary>An array for the values. Those that hold references would have to be cleared before anybody else gets them, and are not rented.</summary>
    /// <param name="rows">How many values, at least.</param>
    /// <returns>The array.</returns>
    internal static T[] Rent(int rows) => IsRented ? ArrayPool<T>.Shared.Rent(rows) : new T[rows];

    private static bool IsRented => !RuntimeHelpers.IsReferenceOrContainsReferences<T>();

    /// <summary>Gives the memory back; the values can't be read any more.</summary>
    public void Dispose()
    {
        if (_present.Length == 0)
            return;
        if (IsRented)
            ArrayPool<T>.Shared.Return(_present);
        if (_levels is not null)
            ArrayPool<int>.Shared.Return(_levels);
        _present = [];
    }

    /// <summary>The number of rows.</summary>
    public int Rows { get; }

    /// <summary>The number of rows that have a value.</summary>
    public int PresentCount { get; }

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
}

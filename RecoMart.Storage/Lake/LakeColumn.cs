namespace RecoMart.Storage.Lake;

/// <summary>The values of one column of one row group, as read back from the lake.</summary>
/// <typeparam name="T">The type of a value.</typeparam>
public sealed class LakeColumn<T>
    where T : struct
{
    private readonly T[] _present;
    private readonly int[]? _levels;

    internal LakeColumn(T[] present, int[]? levels, int rows)
    {
        _levels = levels;
        Rows = rows;
        PresentCount = levels is null ? rows : levels.AsSpan(0, rows).Count(1);
        _present = present;
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

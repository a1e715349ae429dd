namespace RecoMart.Benchmarks.Generation;

/// <summary>What a user file holds. The same options always give the same bytes.</summary>
internal sealed record UserOptions
{
    public required long Rows { get; init; }

    public ulong Seed { get; init; } = 1;

    /// <summary>The share of dirty rows, from 0 to 1.</summary>
    public double DirtyShare { get; init; } = 0.002;

    /// <summary>The first row's user; the following ones count up.</summary>
    public long FirstUser { get; init; } = 1;

    public CsvStyle Style { get; init; } = new();
}

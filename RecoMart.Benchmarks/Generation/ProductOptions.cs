namespace RecoMart.Benchmarks.Generation;

/// <summary>What a product file holds. The same options always give the same bytes.</summary>
internal sealed record ProductOptions
{
    public required long Rows { get; init; }

    public ulong Seed { get; init; } = 1;

    /// <summary>The share of dirty items, from 0 to 1.</summary>
    public double DirtyShare { get; init; } = 0.002;
}

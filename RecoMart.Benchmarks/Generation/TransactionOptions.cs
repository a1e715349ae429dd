namespace RecoMart.Benchmarks.Generation;

/// <summary>What a transaction file holds. The same options always give the same bytes.</summary>
internal sealed record TransactionOptions
{
    public required long Rows { get; init; }

    public ulong Seed { get; init; } = 1;

    /// <summary>The share of dirty rows, from 0 to 1.</summary>
    public double DirtyShare { get; init; } = 0.002;

    /// <summary>Users are numbered from 1.</summary>
    public int Users { get; init; } = 200_000;

    /// <summary>Items are numbered from 100.</summary>
    public int Items { get; init; } = 20_000;

    /// <summary>When the first event happened (UTC).</summary>
    public DateTime Start { get; init; } = new(2025, 1, 1, 0, 0, 0, DateTimeKind.Utc);

    /// <summary>The mean time between two events.</summary>
    public TimeSpan MeanGap { get; init; } = TimeSpan.FromSeconds(1);

    public CsvStyle Style { get; init; } = new();
}

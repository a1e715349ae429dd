namespace RecoMart.Benchmarks.Batch;

/// <summary>What the batch scenario measures.</summary>
internal sealed record BatchOptions
{
    /// <summary>The source that both sides ingest.</summary>
    public required BatchSource Source { get; init; }

    /// <summary>Rows to generate when no file is given.</summary>
    public required long Rows { get; init; }

    /// <summary>Measured pairs of runs, after one warm-up of each side.</summary>
    public int Pairs { get; init; } = 5;

    /// <summary>Threads that each side may use.</summary>
    public int Threads { get; init; } = 2;

    /// <summary>How much DuckDB writes: a contender for each.</summary>
    public IReadOnlyList<PeerOutputs> PeerOutputs { get; init; } = [Batch.PeerOutputs.All];

    /// <summary>A source file; null to generate one.</summary>
    public string? Input { get; init; }

    /// <summary>Another build of the ingestor; null for the one that <c>./run.sh</c> makes.</summary>
    public string? Ingestor { get; init; }
}

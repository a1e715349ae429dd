namespace RecoMart.Benchmarks.Streaming;

/// <summary>What the stream scenario measures, and how much of it.</summary>
internal sealed record StreamOptions
{
    /// <summary>Whether to measure on the embedded log.</summary>
    public bool Embedded { get; init; } = true;

    /// <summary>Brokers to measure on; null for none.</summary>
    public string? Kafka { get; init; }

    /// <summary>What is measured; <see cref="StreamPart.Growth"/> only where it is asked for, as it wants a Kafka of its own.</summary>
    public IReadOnlyList<StreamPart> Parts { get; init; } = [StreamPart.One, StreamPart.Bulk, StreamPart.Latency, StreamPart.Telemetry];

    /// <summary>Numbers of clients that post one event at a time.</summary>
    public IReadOnlyList<int> Connections { get; init; } = [256, 64];

    /// <summary>Numbers of clients that the cost is followed over; the warm-up is with the first.</summary>
    public IReadOnlyList<int> GrowingConnections { get; init; } = [64, 1, 1024];

    /// <summary>Numbers of partitions that the cost is followed over.</summary>
    public IReadOnlyList<int> GrowingPartitions { get; init; } = [1, 3, 12];

    /// <summary>Measured pairs of runs, after a warm-up of each side.</summary>
    public int Pairs { get; init; } = 5;

    /// <summary>How long one-event posts are counted in each run.</summary>
    public double Seconds { get; init; } = 3;

    /// <summary>How long each server gets one-event posts before the first run, until its code is compiled as it stays.</summary>
    public double WarmUpSeconds { get; init; } = 5;

    /// <summary>The most there may be of <see cref="BulkEvents"/>: with those of the warm-up they have to find room in one staging file.</summary>
    public const int MostBulkEvents = 600_000;

    /// <summary>Events to post in bulk in each run, after as many for warm-up; all of them are drained then.</summary>
    public int BulkEvents { get; init; } = 500_000;

    /// <summary>Events in a bulk post.</summary>
    public int BulkSize { get; init; } = 5_000;

    /// <summary>Posts under light load, until whose staging is waited.</summary>
    public int LightPosts { get; init; } = 300;

    /// <summary>From one of them to the next.</summary>
    public TimeSpan LightInterval { get; init; } = TimeSpan.FromMilliseconds(50);
}

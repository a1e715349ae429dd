namespace RecoMart.Consumer;

/// <summary>How the consumer goes about its work.</summary>
internal sealed record ConsumerOptions
{
    /// <summary>How many events are read, and posted, at a time.</summary>
    public int MaxBatchEvents { get; init; } = 5_000;

    /// <summary>How many bytes of values are posted at a time; a single event may have more.</summary>
    public int MaxBatchBytes { get; init; } = 4 * 1024 * 1024;

    /// <summary>How long a read waits for the first event.</summary>
    public TimeSpan MaxWait { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>How long the API may take for a request: the specification's 5 s.</summary>
    public TimeSpan PostTimeout { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>The pause after the first try that failed; each further one is twice as long.</summary>
    public TimeSpan FirstRetry { get; init; } = TimeSpan.FromMilliseconds(200);

    /// <summary>The longest pause between two tries: what is away for an hour is found again in seconds.</summary>
    public TimeSpan LastRetry { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>How often the lag is asked for.</summary>
    public TimeSpan LagInterval { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>How long a replay waits for its partitions. Kafka may take half a minute to be sure of what became of one that was killed.</summary>
    public TimeSpan ReplayJoinTimeout { get; init; } = TimeSpan.FromSeconds(45);
}

namespace RecoMart.Consumer;

/// <summary>What the consumer says: event ids 3000 to 3999.</summary>
internal static partial class Log
{
    [LoggerMessage(3000, LogLevel.Warning, "The consumer joins its group anew in {Pause:0.0} s: {Reason}")]
    public static partial void JoinsAnew(this ILogger logger, double pause, string reason);

    [LoggerMessage(3001, LogLevel.Information, "The consumer leaves its group; {Count} events that it had read stay for the next one")]
    public static partial void LeavesGroup(this ILogger logger, int count);

    [LoggerMessage(3002, LogLevel.Information,
        "Another consumer has taken over {Count} partitions; their events that were not staged yet are its now")]
    public static partial void PartitionsLost(this ILogger logger, int count);

    [LoggerMessage(3003, LogLevel.Warning, "The offsets of the group could not be committed: {Reason}")]
    public static partial void CommitFailed(this ILogger logger, string reason);

    [LoggerMessage(3004, LogLevel.Debug, "The lag is unknown: {Reason}")]
    public static partial void LagUnknown(this ILogger logger, string reason);

    [LoggerMessage(3100, LogLevel.Warning, "{Count} events wait, since {Reason} (next try in {Pause:0.0} s)")]
    public static partial void EventsWait(this ILogger logger, int count, string reason, double pause);

    [LoggerMessage(3101, LogLevel.Error,
        "{Count} events wait: the API refuses this consumer's internal key. Give both the same {Setting}; until then it is tried again and again")]
    public static partial void KeyRefused(this ILogger logger, int count, string setting);

    [LoggerMessage(3200, LogLevel.Warning,
        "{Count} events of {Topic} can't be staged and went to {DeadLetters}; the first one, of partition {Partition} at offset {Offset}, because {Reason}")]
    public static partial void Buried(this ILogger logger, int count, string topic, string deadLetters, int partition, long offset, string? reason);

    [LoggerMessage(3201, LogLevel.Information, "{Replayed} dead letters went back to their topics")]
    public static partial void Replayed(this ILogger logger, int replayed);
}

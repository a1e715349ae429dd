namespace RecoMart.Messaging;

/// <summary>An event read from the log, exactly as somebody put it there: nothing about its value is certain.</summary>
public sealed record ReceivedEvent
{
    /// <summary>The topic it was read from.</summary>
    public required string Topic { get; init; }

    /// <summary>
    /// The identity of that topic (see <see cref="IEventLog.GetIdentityAsync"/>). Offsets are comparable only where this is equal: a
    /// topic that was deleted and made again counts from 0 once more.
    /// </summary>
    public required string Identity { get; init; }

    /// <summary>The partition, counted from 0.</summary>
    public required int Partition { get; init; }

    /// <summary>The offset within the partition.</summary>
    public required long Offset { get; init; }

    /// <summary>The key, if it has one. Bytes that are not UTF-8 became U+FFFD.</summary>
    public string? Key { get; init; }

    /// <summary>The value; null is what Kafka calls a tombstone.</summary>
    public ReadOnlyMemory<byte>? Value { get; init; }

    /// <summary>The headers, in their order.</summary>
    public IReadOnlyList<EventHeader> Headers { get; init; } = [];

    /// <summary>When it was published, to the millisecond.</summary>
    public required DateTimeOffset Timestamp { get; init; }

    /// <summary>The partition with its topic, as <see cref="IEventConsumer.CommitAsync"/> takes it.</summary>
    public EventPartition Source => new(Topic, Partition);
}

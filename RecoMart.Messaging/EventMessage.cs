namespace RecoMart.Messaging;

/// <summary>An event on its way into the log.</summary>
/// <param name="Topic">The topic it belongs to.</param>
/// <param name="Key">What decides its partition: events with the same key keep their order. Without a key the partition is the log's choice.</param>
/// <param name="Value">Its value, UTF-8 JSON; only a dead letter, which keeps what was found on a topic, may be anything or null.</param>
public sealed record EventMessage(string Topic, string? Key, ReadOnlyMemory<byte>? Value)
{
    /// <summary>Its headers, in this order. A name may occur more than once.</summary>
    public IReadOnlyList<EventHeader> Headers { get; init; } = [];
}

using Confluent.Kafka;

namespace RecoMart.Messaging.Kafka;

/// <summary>Headers to and from the client's own form.</summary>
internal static class KafkaHeaders
{
    public static Headers? ToKafka(IReadOnlyList<EventHeader> headers)
    {
        if (headers.Count == 0)
            return null;
        var result = new Headers();
        foreach (var header in headers)
            result.Add(header.Name, KafkaMessages.ToArray(header.Value));
        return result;
    }

    public static IReadOnlyList<EventHeader> FromKafka(Headers? headers) =>
        headers is null or { Count: 0 } ? [] : [.. headers.Select(header => new EventHeader(header.Key, header.GetValueBytes()))];
}

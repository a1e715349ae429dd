using Confluent.Kafka;

namespace RecoMart.Messaging.Kafka;

/// <summary>Headers to and from the client's own form.</summary>
internal static class KafkaHeaders
{
    // The events of a request mostly share theirs, and the client only reads them.
    private static volatile Converted? s_last;

    public static Headers? ToKafka(IReadOnlyList<EventHeader> headers)
    {
        if (headers.Count == 0)
            return null;
        if (s_last is { } last && last.From == headers)
            return last.To;
        var result = new Headers();
        foreach (var header in headers)
            result.Add(header.Name, KafkaMessages.ToArray(header.Value));
        s_last = new Converted(headers, result);
        return result;
    }

    public static IReadOnlyList<EventHeader> FromKafka(Headers? headers) =>
        headers is null or { Count: 0 } ? [] : [.. headers.Select(header => new EventHeader(header.Key, header.GetValueBytes()))];

    private sealed record Converted(IReadOnlyList<EventHeader> From, Headers To);
}

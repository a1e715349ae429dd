using System.Buffers;
using System.Diagnostics;
using System.Text.Json;
using RecoMart.Consumer.Reading;
using RecoMart.Messaging;

namespace RecoMart.Consumer.Staging;

/// <summary>
/// The body of a batch request. The value of an event goes into it byte for byte: it was found to be JSON, and what it means is the API's
/// business.
/// <code>
/// [{"log":"…","topic":"recomart-users","partition":0,"offset":12,"traceparent":"00-…","value":{"user_id":1001,…}}, …]
/// </code>
/// </summary>
internal static class StagingRequest
{
    public static ReadOnlyMemory<byte> Write(IReadOnlyList<PendingEvent> events)
    {
        var buffer = new ArrayBufferWriter<byte>(events.Sum(pending => pending.Length + 256) + 64);
        using (var json = new Utf8JsonWriter(buffer, new JsonWriterOptions { SkipValidation = true }))
        {
            json.WriteStartArray();
            foreach (var pending in events)
                Write(json, pending);
            json.WriteEndArray();
        }
        return buffer.WrittenMemory;
    }

    private static void Write(Utf8JsonWriter json, PendingEvent pending)
    {
        var received = pending.Received;
        json.WriteStartObject();
        json.WriteString("log"u8, received.Identity);
        json.WriteString("topic"u8, received.Topic);
        json.WriteNumber("partition"u8, received.Partition);
        json.WriteNumber("offset"u8, received.Offset);
        WriteTrace(json, pending);
        json.WritePropertyName("value"u8);
        json.WriteRawValue(received.Value!.Value.Span, skipInputValidation: true);
        json.WriteEndObject();
    }

    // Without a span of its own the event goes on under the one that published it.
    private static void WriteTrace(Utf8JsonWriter json, PendingEvent pending)
    {
        if (pending.Span is { IdFormat: ActivityIdFormat.W3C, Id: { } id } span)
        {
            json.WriteString("traceparent"u8, id);
            if (!string.IsNullOrEmpty(span.TraceStateString))
                json.WriteString("tracestate"u8, span.TraceStateString);
            return;
        }
        foreach (var header in pending.Received.Headers)
        {
            if (header.Name is TraceHeaders.TraceParent or TraceHeaders.TraceState)
                json.WriteString(header.Name, header.Text);
        }
    }
}

using System.Text.Json;
using RecoMart.Api.Problems;
using RecoMart.Storage.Staging;

namespace RecoMart.Api.Internal;

/// <summary>Reads records from the consumer's requests.</summary>
/// <remarks>
/// <code>
/// {"log":"…","topic":"recomart-users","partition":0,"offset":42,"traceparent":"00-…-01","value":{"user_id":1001, …}}
/// </code>
/// A single record may also be the event itself, as the specification has it; from no place in a log, it can't be told from one that
/// comes again.
/// </remarks>
internal static class LogRecordReader
{
    /// <summary>Reads one record.</summary>
    /// <param name="text">The request's text.</param>
    /// <param name="at">Where in it the record is.</param>
    /// <param name="mayBeBare">Whether it may be the event itself.</param>
    /// <param name="before">The place of the record before: most of a request's are in the same few partitions, whose texts are read once.</param>
    /// <param name="isTraced">Whether anybody wants to know the span that hands it over.</param>
    /// <returns>The record.</returns>
    /// <exception cref="ProblemException">It is none (400).</exception>
    public static LogRecord Read(ReadOnlySpan<byte> text, Range at, bool mayBeBare, LogPartition? before, bool isTraced)
    {
        var (start, length) = at.GetOffsetAndLength(text.Length);
        var reader = new Utf8JsonReader(text.Slice(start, length), new JsonReaderOptions { MaxDepth = 65 });
        string? log = null, topic = null, traceParent = null, traceState = null;
        int? partition = null;
        long? offset = null;
        Range? value = null;
        try
        {
            reader.Read();
            if (reader.TokenType != JsonTokenType.StartObject)
                throw Malformed("a record is not a JSON object");
            while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
            {
                if (Is(ref reader, "log"u8))
                    log = Text(ref reader, before?.Log);
                else if (Is(ref reader, "topic"u8))
                    topic = Text(ref reader, before?.Topic);
                else if (Is(ref reader, "partition"u8))
                    partition = reader.GetInt32();
                else if (Is(ref reader, "offset"u8))
                    offset = reader.GetInt64();
                else if (isTraced && Is(ref reader, "traceparent"u8))
                    traceParent = reader.GetString();
                else if (isTraced && Is(ref reader, "tracestate"u8))
                    traceState = reader.GetString();
                else if (Is(ref reader, "value"u8))
                {
                    var first = start + (int)reader.TokenStartIndex;
                    reader.Skip();
                    value = first..(start + (int)reader.BytesConsumed);
                }
                else
                {
                    reader.Skip();
                }
            }
            reader.Read();
        }
        catch (JsonException exception)
        {
            throw ProblemException.Malformed(exception);
        }
        catch (Exception exception) when (exception is InvalidOperationException or FormatException)
        {
            throw Malformed("a record's log, topic, partition or offset has the wrong type");
        }
        if (value is null && mayBeBare)
            return new LogRecord(null, 0, null, null, at);
        if (value is null || log is null || topic is null || partition is null || offset is null)
            throw Malformed("a record lacks its log, topic, partition, offset or value");
        if (partition < 0 || offset < 0 || offset == long.MaxValue)
            throw Malformed("a record's partition or offset is out of range");
        return new LogRecord(new LogPartition(log, topic, partition.Value), offset.Value, traceParent, traceState, value.Value);
    }

    // Goes on to the property's value if it has this name.
    private static bool Is(ref Utf8JsonReader reader, ReadOnlySpan<byte> name) => reader.ValueTextEquals(name) && reader.Read();

    private static string? Text(ref Utf8JsonReader reader, string? before) =>
        before is not null && reader.TokenType == JsonTokenType.String && reader.ValueTextEquals(before) ? before : reader.GetString();

    private static ProblemException Malformed(string reason) => new(StatusCodes.Status400BadRequest, "Malformed record", $"Not understood: {reason}.");
}

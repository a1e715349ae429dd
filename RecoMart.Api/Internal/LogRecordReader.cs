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
    /// <returns>The record.</returns>
    /// <exception cref="ProblemException">It is none (400).</exception>
    public static LogRecord Read(ReadOnlySpan<byte> text, Range at, bool mayBeBare)
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
                var name = reader.GetString();
                reader.Read();
                switch (name)
                {
                    case "log":
                        log = reader.GetString();
                        break;
                    case "topic":
                        topic = reader.GetString();
                        break;
                    case "partition":
                        partition = reader.GetInt32();
                        break;
                    case "offset":
                        offset = reader.GetInt64();
                        break;
                    case "traceparent":
                        traceParent = reader.GetString();
                        break;
                    case "tracestate":
                        traceState = reader.GetString();
                        break;
                    case "value":
                        var first = start + (int)reader.TokenStartIndex;
                        reader.Skip();
                        value = first..(start + (int)reader.BytesConsumed);
                        break;
                    default:
                        reader.Skip();
                        break;
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

    private static ProblemException Malformed(string reason) => new(StatusCodes.Status400BadRequest, "Malformed record", $"Not understood: {reason}.");
}

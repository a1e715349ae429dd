using System.Globalization;
using RecoMart.Messaging;

namespace RecoMart.Consumer.DeadLetters;

/// <summary>Turns an event into a dead letter, and back.</summary>
internal static class DeadLetter
{
    /// <summary>How much is kept of a value that is too large for the log to keep whole.</summary>
    public const int TruncatedBytes = 64 * 1024;

    /// <summary>The dead letter of an event: its key, its value and its headers, and why and whence it is there.</summary>
    public static EventMessage Of(ReceivedEvent received, string reason, DateTimeOffset now) =>
        new(EventTopics.DeadLettersOf(received.Topic), received.Key, received.Value)
        {
            Headers =
            [
                .. Original(received.Headers),
                new(DeadLetterHeaders.Reason, reason),
                new(DeadLetterHeaders.Topic, received.Topic),
                new(DeadLetterHeaders.Log, received.Identity),
                new(DeadLetterHeaders.Partition, received.Partition.ToString(CultureInfo.InvariantCulture)),
                new(DeadLetterHeaders.Offset, received.Offset.ToString(CultureInfo.InvariantCulture)),
                new(DeadLetterHeaders.Time, now.UtcDateTime.ToString("O", CultureInfo.InvariantCulture)),
            ],
        };

    /// <summary>The same with the beginning of the value only, and what was cut off.</summary>
    public static EventMessage Truncated(EventMessage deadLetter) => deadLetter with
    {
        Value = deadLetter.Value?[..Math.Min(TruncatedBytes, deadLetter.Value.Value.Length)],
        Headers =
        [
            .. deadLetter.Headers,
            new(DeadLetterHeaders.TruncatedFrom, (deadLetter.Value?.Length ?? 0).ToString(CultureInfo.InvariantCulture)),
        ],
    };

    /// <summary>
    /// The event that a dead letter was, for the topic it came from; null where the value is no longer whole. The topic is the one
    /// whose dead letters it was found in, whatever its headers say: anybody may have written those.
    /// </summary>
    public static EventMessage? Revive(ReceivedEvent deadLetter) =>
        deadLetter.Headers.Any(header => header.Name == DeadLetterHeaders.TruncatedFrom)
            ? null
            : new EventMessage(deadLetter.Topic[..^EventTopics.DeadLetterSuffix.Length], deadLetter.Key, deadLetter.Value)
            {
                Headers = [.. Original(deadLetter.Headers)],
            };

    /// <summary>What tells an event from any other, by the headers of its dead letter: two with the same origin are one event.</summary>
    public static DeadLetterOrigin OriginOf(ReceivedEvent deadLetter)
    {
        var headers = deadLetter.Headers.ToLookup(header => header.Name);
        return headers.Contains(DeadLetterHeaders.Log) && headers.Contains(DeadLetterHeaders.Offset)
            ? new(Text(DeadLetterHeaders.Log), Text(DeadLetterHeaders.Topic), Text(DeadLetterHeaders.Partition), Text(DeadLetterHeaders.Offset))
            // Put there by somebody else: it is an origin of its own.
            : new(deadLetter.Identity, deadLetter.Topic, Number(deadLetter.Partition), Number(deadLetter.Offset));

        string Text(string name) => headers[name].Select(header => header.Text).LastOrDefault() ?? "";

        static string Number(long value) => value.ToString(CultureInfo.InvariantCulture);
    }

    private static IEnumerable<EventHeader> Original(IEnumerable<EventHeader> headers) =>
        headers.Where(header => !header.Name.StartsWith(DeadLetterHeaders.Prefix, StringComparison.Ordinal));
}

using System.Diagnostics;
using RecoMart.Consumer.Reading;
using RecoMart.Consumer.Telemetry;
using RecoMart.Messaging;

namespace RecoMart.Consumer.DeadLetters;

/// <summary>
/// Puts events that can never be staged into the topic for them. They are durable there before their offsets are committed; so a crash in
/// between puts them there again, and <see cref="DeadLetterReplay"/> knows the two for one by their origin.
/// </summary>
internal sealed class DeadLetterWriter(IEventLog log, TimeProvider time, ConsumerMetrics metrics, ILogger<DeadLetterWriter> logger)
{
    /// <summary>Buries the events, and marks those that are.</summary>
    /// <returns>Null when all are; otherwise why not. The log was out of reach, so trying again is right.</returns>
    public async Task<string?> BuryAsync(IReadOnlyList<PendingEvent> poison)
    {
        if (poison.Count == 0)
            return null;
        var letters = poison.Select(pending => DeadLetter.Of(pending.Received, pending.Poison!, time.GetUtcNow())).ToList();
        var publishing = letters.Select((letter, i) => Publish(letter, poison[i])).ToList();
        string? failure = null;
        for (var i = 0; i < letters.Count; i++)
        {
            try
            {
                await PublishedAsync(publishing[i], letters[i]);
                poison[i].IsDone = true;
                metrics.DeadLettered(poison[i].Received.Topic);
            }
            catch (EventLogUnavailableException exception)
            {
                failure = exception.Message;
            }
        }
        Say(poison);
        return failure;
    }

    // Within the event's own trace, not one by one in a trace of their own.
    private Task<EventPosition> Publish(EventMessage letter, PendingEvent pending)
    {
        var current = Activity.Current;
        Activity.Current = pending.Span;
        try
        {
            return log.PublishAsync(letter);
        }
        finally
        {
            Activity.Current = current;
        }
    }

    private async Task PublishedAsync(Task<EventPosition> publishing, EventMessage letter)
    {
        try
        {
            await publishing;
        }
        catch (EventRejectedException)
        {
            await log.PublishAsync(DeadLetter.Truncated(letter));
        }
    }

    // One line for many: whoever writes poison writes a lot of it.
    private void Say(IReadOnlyList<PendingEvent> poison)
    {
        var buried = poison.Where(pending => pending.IsDone).ToList();
        if (buried.Count == 0)
            return;
        var first = buried[0].Received;
        logger.LogWarning(
            "{Count} events of {Topic} can't be staged and went to {DeadLetters}; the first one, of partition {Partition} at offset {Offset}, because {Reason}",
            buried.Count, first.Topic, EventTopics.DeadLettersOf(first.Topic), first.Partition, first.Offset, buried[0].Poison);
    }
}

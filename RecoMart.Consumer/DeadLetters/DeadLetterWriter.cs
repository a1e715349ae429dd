using RecoMart.Consumer.Reading;
using RecoMart.Consumer.Telemetry;
using RecoMart.Messaging;

namespace RecoMart.Consumer.DeadLetters;

/// <summary>
/// Puts events that can never be staged into the topic for them, and commits their offsets in the same step: so each of them is there
/// once, and what is there is never read and tried again.
/// </summary>
internal sealed class DeadLetterWriter(TimeProvider time, ConsumerMetrics metrics, ILogger<DeadLetterWriter> logger)
{
    /// <summary>Buries the events, all of them or none.</summary>
    /// <param name="consumer">Who has read them.</param>
    /// <param name="poison">The events.</param>
    /// <param name="nextOffsets">The offsets to commit: those before them are staged, or among them.</param>
    /// <returns>False, and nothing is done, if another consumer has taken over some partition; the next read says which.</returns>
    /// <exception cref="EventLogUnavailableException">It is not known whether it was done: to be read anew.</exception>
    public async Task<bool> BuryAsync(
        IEventConsumer consumer, IReadOnlyList<PendingEvent> poison, IReadOnlyDictionary<EventPartition, long> nextOffsets)
    {
        var letters = poison.Select(Letter).ToList();
        while (true)
        {
            try
            {
                if (!await consumer.PublishAndCommitAsync(letters, nextOffsets, CancellationToken.None))
                    return false;
                break;
            }
            catch (EventRejectedException exception) when (exception.Rejected.Value?.Length > DeadLetter.TruncatedBytes)
            {
                // None of this size will be taken.
                letters = [.. letters.Select(letter =>
                    letter.Value?.Length >= exception.Rejected.Value.Value.Length ? DeadLetter.Truncated(letter) : letter)];
            }
            catch (EventRejectedException exception)
            {
                throw new EventLogUnavailableException($"A dead letter can't be kept: {exception.Message}", exception);
            }
        }
        foreach (var topic in poison.GroupBy(pending => pending.Received.Topic))
            Say(topic.Key, [.. topic]);
        return true;
    }

    // In the trace of its event, below the span in which that was given up.
    private EventMessage Letter(PendingEvent pending) =>
        TraceHeaders.Inject(DeadLetter.Of(pending.Received, pending.Poison!, time.GetUtcNow()), pending.Span);

    // One line for many: whoever writes poison writes a lot of it.
    private void Say(string topic, IReadOnlyList<PendingEvent> buried)
    {
        foreach (var _ in buried)
            metrics.DeadLettered(topic);
        var first = buried[0].Received;
        logger.Buried(buried.Count, topic, EventTopics.DeadLettersOf(topic), first.Partition, first.Offset, buried[0].Poison);
    }
}

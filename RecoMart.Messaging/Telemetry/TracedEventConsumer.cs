using System.Diagnostics.Metrics;

namespace RecoMart.Messaging.Telemetry;

/// <summary>Counts what it hands out, and gives what it publishes its spans.</summary>
internal sealed class TracedEventConsumer(IEventConsumer consumer, string system, Counter<long> consumed, SendSpans spans) : IEventConsumer
{
    public string Group => consumer.Group;

    public bool Paused
    {
        get => consumer.Paused;
        set => consumer.Paused = value;
    }

    public async Task<EventBatch> ReadAsync(int maxEvents, TimeSpan maxWait, CancellationToken cancellationToken = default)
    {
        var batch = await consumer.ReadAsync(maxEvents, maxWait, cancellationToken).ConfigureAwait(false);
        foreach (var topic in batch.Events.CountBy(received => received.Topic))
        {
            consumed.Add(
                topic.Value,
                new(MessagingTelemetry.System, system),
                new(MessagingTelemetry.OperationName, MessagingTelemetry.Poll),
                new(MessagingTelemetry.Destination, topic.Key),
                new(MessagingTelemetry.ConsumerGroup, Group));
        }
        return batch;
    }

    public Task CommitAsync(IReadOnlyDictionary<EventPartition, long> nextOffsets, CancellationToken cancellationToken = default) =>
        consumer.CommitAsync(nextOffsets, cancellationToken);

    public async Task<bool> PublishAndCommitAsync(
        IReadOnlyList<EventMessage> messages, IReadOnlyDictionary<EventPartition, long> nextOffsets, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(messages);
        // Made of events that were read, each belongs to the trace that its headers name.
        var activities = messages
            .Select(message => spans.Start(message, TraceHeaders.TryExtract(message.Headers, out var parent) ? parent : default))
            .ToList();
        Exception? failure = null;
        try
        {
            var done = await consumer.PublishAndCommitAsync(
                [.. messages.Select((message, i) => TraceHeaders.Inject(message, activities[i]))], nextOffsets, cancellationToken).ConfigureAwait(false);
            failure = done ? null : new OperationCanceledException("Another consumer has the partition now.");
            return done;
        }
        catch (Exception exception)
        {
            failure = exception;
            throw;
        }
        finally
        {
            for (var i = 0; i < activities.Count; i++)
                spans.Finish(messages[i], activities[i], failure);
        }
    }

    public Task<IReadOnlyDictionary<EventPartition, PartitionLag>> GetLagAsync(CancellationToken cancellationToken = default) =>
        consumer.GetLagAsync(cancellationToken);

    public ValueTask DisposeAsync() => consumer.DisposeAsync();
}

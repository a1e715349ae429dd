using System.Diagnostics.Metrics;

namespace RecoMart.Messaging.Telemetry;

/// <summary>Counts what it hands out.</summary>
internal sealed class CountedEventConsumer(IEventConsumer consumer, string system, Counter<long> consumed) : IEventConsumer
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

    public Task<IReadOnlyDictionary<EventPartition, long>> GetLagAsync(CancellationToken cancellationToken = default) =>
        consumer.GetLagAsync(cancellationToken);

    public ValueTask DisposeAsync() => consumer.DisposeAsync();
}

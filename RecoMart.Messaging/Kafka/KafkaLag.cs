using System.Collections.Concurrent;
using Confluent.Kafka;
using Confluent.Kafka.Admin;

namespace RecoMart.Messaging.Kafka;

/// <summary>How far a group is behind the ends of its partitions.</summary>
internal sealed class KafkaLag(IConsumer<byte[]?, byte[]?> client, IAdminClient admin, TimeProvider time)
{
    private readonly ConcurrentDictionary<TopicPartition, long> _committed = [];

    /// <summary>This member has committed.</summary>
    public void Committed(IEnumerable<TopicPartitionOffset> offsets)
    {
        foreach (var offset in offsets)
            _committed[offset.TopicPartition] = offset.Offset.Value;
    }

    /// <summary>Others may commit in these partitions.</summary>
    public void Forget(IEnumerable<EventPartition> partitions)
    {
        foreach (var partition in partitions)
            _committed.TryRemove(new TopicPartition(partition.Topic, partition.Partition), out _);
    }

    /// <summary>Asks the brokers.</summary>
    /// <exception cref="EventLogUnavailableException">They did not answer in time.</exception>
    public async Task<IReadOnlyDictionary<EventPartition, long>> GetAsync(
        IReadOnlyList<TopicPartition> partitions, CancellationToken cancellationToken)
    {
        if (partitions.Count == 0)
            return new Dictionary<EventPartition, long>();
        try
        {
            var unknown = partitions.Where(partition => !_committed.ContainsKey(partition)).ToList();
            if (unknown.Count > 0)
                await Task.Run(() => AskForCommitted(unknown), cancellationToken).ConfigureAwait(false);
            var ends = await admin.ListAsync(partitions, OffsetSpec.Latest(), time, cancellationToken).ConfigureAwait(false);
            var fresh = partitions.Where(partition => !_committed.ContainsKey(partition)).ToList();
            var starts = fresh.Count == 0 ? [] : await admin.ListAsync(fresh, OffsetSpec.Earliest(), time, cancellationToken).ConfigureAwait(false);
            return partitions.ToDictionary(
                KafkaAssignment.ToEventPartition,
                partition => Math.Max(
                    0, ends[partition] - (_committed.TryGetValue(partition, out var committed) ? committed : starts.GetValueOrDefault(partition))));
        }
        catch (Exception exception) when (exception is KafkaException or TimeoutException)
        {
            throw new EventLogUnavailableException($"Kafka does not tell the lag: {exception.Message}", exception);
        }
    }

    private void AskForCommitted(List<TopicPartition> partitions)
    {
        foreach (var offset in client.Committed(partitions, EventLimits.RequestTimeout))
        {
            if (!offset.Offset.IsSpecial)
                _committed.TryAdd(offset.TopicPartition, offset.Offset.Value);
        }
    }
}

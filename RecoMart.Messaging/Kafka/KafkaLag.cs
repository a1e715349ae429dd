using System.Collections.Concurrent;
using Confluent.Kafka;
using Confluent.Kafka.Admin;

namespace RecoMart.Messaging.Kafka;

/// <summary>How far a group is behind the ends of its partitions.</summary>
internal sealed class KafkaLag(IConsumer<byte[]?, byte[]?> client, IAdminClient admin, TimeProvider time)
{
    private readonly ConcurrentDictionary<TopicPartition, long> _committed = [];

    private readonly ConcurrentDictionary<TopicPartition, long> _read = [];

    // Stretches at the end of a partition that hold no events, but marks of transactions.
    private readonly ConcurrentDictionary<TopicPartition, (long From, long To)> _empty = [];

    /// <summary>This member has read an event.</summary>
    public void Read(TopicPartitionOffset offset) => _read[offset.TopicPartition] = offset.Offset.Value + 1;

    /// <summary>This member has read all there is of a partition. (The client's own position would be this end, too.)</summary>
    public void EndsAt(TopicPartitionOffset end) =>
        // If it has read nothing, all before the end is committed, or no event.
        _empty[end.TopicPartition] = (_read.GetValueOrDefault(end.TopicPartition), end.Offset.Value);

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
        {
            var own = new TopicPartition(partition.Topic, partition.Partition);
            _committed.TryRemove(own, out _);
            _read.TryRemove(own, out _);
            _empty.TryRemove(own, out _);
        }
    }

    /// <summary>Asks the brokers.</summary>
    /// <exception cref="EventLogUnavailableException">They did not answer in time.</exception>
    public async Task<IReadOnlyDictionary<EventPartition, PartitionLag>> GetAsync(
        IReadOnlyList<TopicPartition> partitions, CancellationToken cancellationToken)
    {
        if (partitions.Count == 0)
            return new Dictionary<EventPartition, PartitionLag>();
        try
        {
            var unknown = partitions.Where(partition => !_committed.ContainsKey(partition)).ToList();
            if (unknown.Count > 0)
                await Task.Run(() => AskForCommitted(unknown), cancellationToken).ConfigureAwait(false);
            var ends = await admin.ListAsync(partitions, OffsetSpec.Latest(), time, cancellationToken).ConfigureAwait(false);
            var fresh = partitions.Where(partition => !_committed.ContainsKey(partition)).ToList();
            var starts = fresh.Count == 0 ? [] : await admin.ListAsync(fresh, OffsetSpec.Earliest(), time, cancellationToken).ConfigureAwait(false);
            return partitions.ToDictionary(KafkaAssignment.ToEventPartition, partition =>
            {
                var next = SkipEmpty(partition, _committed.TryGetValue(partition, out var committed) ? committed : starts.GetValueOrDefault(partition));
                return new PartitionLag(next, Math.Max(next, ends[partition]));
            });
        }
        catch (Exception exception) when (exception is KafkaException or TimeoutException)
        {
            throw new EventLogUnavailableException($"Kafka does not tell the lag: {exception.Message}", exception);
        }
    }

    private long SkipEmpty(TopicPartition partition, long next) =>
        _empty.TryGetValue(partition, out var empty) && next >= empty.From ? Math.Max(next, empty.To) : next;

    private void AskForCommitted(List<TopicPartition> partitions)
    {
        foreach (var offset in client.Committed(partitions, EventLimits.RequestTimeout))
        {
            if (!offset.Offset.IsSpecial)
                _committed.TryAdd(offset.TopicPartition, offset.Offset.Value);
        }
    }
}

using Confluent.Kafka;

namespace RecoMart.Messaging.Kafka;

/// <summary>
/// Which partitions a consumer has, as the group's rebalances change it. The client calls in from within its own reads and from its
/// closing.
/// </summary>
internal sealed class KafkaAssignment
{
    private readonly Lock _lock = new();
    private readonly HashSet<TopicPartition> _assigned = [];
    private readonly HashSet<EventPartition> _revoked = [];

    /// <summary>The partitions it has.</summary>
    public IReadOnlyList<TopicPartition> Assigned
    {
        get
        {
            lock (_lock)
                return [.. _assigned];
        }
    }

    public void Attach(ConsumerBuilder<byte[]?, byte[]?> builder) => builder
        .SetPartitionsAssignedHandler((_, partitions) => Win(partitions))
        .SetPartitionsRevokedHandler((_, partitions) => Lose(partitions.Select(partition => partition.TopicPartition)))
        .SetPartitionsLostHandler((_, partitions) => Lose(partitions.Select(partition => partition.TopicPartition)));

    /// <summary>What was lost since the call before.</summary>
    public IReadOnlyCollection<EventPartition> TakeRevoked()
    {
        lock (_lock)
        {
            if (_revoked.Count == 0)
                return [];
            EventPartition[] taken = [.. _revoked];
            _revoked.Clear();
            return taken;
        }
    }

    public static EventPartition ToEventPartition(TopicPartition partition) => new(partition.Topic, partition.Partition.Value);

    private void Win(List<TopicPartition> partitions)
    {
        lock (_lock)
            _assigned.UnionWith(partitions);
    }

    private void Lose(IEnumerable<TopicPartition> partitions)
    {
        lock (_lock)
        {
            foreach (var partition in partitions)
            {
                _assigned.Remove(partition);
                _revoked.Add(ToEventPartition(partition));
            }
        }
    }
}

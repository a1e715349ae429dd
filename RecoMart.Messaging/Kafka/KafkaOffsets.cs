using Confluent.Kafka;
using Confluent.Kafka.Admin;

namespace RecoMart.Messaging.Kafka;

/// <summary>Where partitions begin and end.</summary>
internal static class KafkaOffsets
{
    /// <summary>Asks the brokers.</summary>
    /// <exception cref="KafkaException">They say no, or a partition has no leader to ask.</exception>
    /// <exception cref="TimeoutException">They did not answer in time.</exception>
    public static async Task<Dictionary<TopicPartition, long>> ListAsync(
        this IAdminClient admin, IReadOnlyList<TopicPartition> partitions, OffsetSpec spec, TimeProvider time, CancellationToken cancellationToken)
    {
        // By its sources librdkafka (2.15) looks for leaders that it does not know on the caller's thread and on its own at once, and the one may use what
        // the other has freed. That may be why a consumer has ended with a failed assertion after an outage; so it is to know them before.
        RequireLeaders(await Task.Run(() => admin.GetMetadata(EventLimits.RequestTimeout), cancellationToken).ConfigureAwait(false), partitions);
        var listed = await admin.ListOffsetsAsync(
                partitions.Select(partition => new TopicPartitionOffsetSpec { TopicPartition = partition, OffsetSpec = spec }),
                new ListOffsetsOptions { RequestTimeout = EventLimits.RequestTimeout })
            .WaitAsync(EventLimits.RequestTimeout, time, cancellationToken).ConfigureAwait(false);
        return listed.ResultInfos.ToDictionary(
            result => result.TopicPartitionOffsetError.TopicPartition, result => result.TopicPartitionOffsetError.Offset.Value);
    }

    private static void RequireLeaders(Metadata cluster, IReadOnlyList<TopicPartition> partitions)
    {
        var led = cluster.Topics
            .SelectMany(topic => topic.Partitions.Where(partition => partition.Leader >= 0).Select(partition => new TopicPartition(topic.Topic, partition.PartitionId)))
            .ToHashSet();
        foreach (var partition in partitions)
        {
            if (!led.Contains(partition))
                throw new KafkaException(new Error(ErrorCode.LeaderNotAvailable, $"{partition.Topic} has no leader for partition {partition.Partition.Value}"));
        }
    }
}

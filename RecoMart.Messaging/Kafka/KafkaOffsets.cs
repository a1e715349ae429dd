using Confluent.Kafka;
using Confluent.Kafka.Admin;

namespace RecoMart.Messaging.Kafka;

/// <summary>Where partitions begin and end.</summary>
internal static class KafkaOffsets
{
    /// <summary>Asks the brokers.</summary>
    /// <exception cref="KafkaException">They say no.</exception>
    /// <exception cref="TimeoutException">They did not answer in time.</exception>
    public static async Task<Dictionary<TopicPartition, long>> ListAsync(
        this IAdminClient admin, IEnumerable<TopicPartition> partitions, OffsetSpec spec, TimeProvider time, CancellationToken cancellationToken)
    {
        var listed = await admin.ListOffsetsAsync(
                partitions.Select(partition => new TopicPartitionOffsetSpec { TopicPartition = partition, OffsetSpec = spec }),
                new ListOffsetsOptions { RequestTimeout = EventLimits.RequestTimeout })
            .WaitAsync(EventLimits.RequestTimeout, time, cancellationToken).ConfigureAwait(false);
        return listed.ResultInfos.ToDictionary(
            result => result.TopicPartitionOffsetError.TopicPartition, result => result.TopicPartitionOffsetError.Offset.Value);
    }
}

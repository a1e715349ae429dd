using Confluent.Kafka;
using Confluent.Kafka.Admin;

namespace RecoMart.Messaging.Kafka;

/// <summary>How much a group has still to do, asked by somebody who is not in it.</summary>
internal sealed class KafkaBacklog(IAdminClient admin, TimeProvider time)
{
    /// <summary>Asks the brokers.</summary>
    /// <exception cref="EventLogUnavailableException">They did not answer in time.</exception>
    public async Task<IReadOnlyDictionary<EventPartition, long>> GetAsync(
        IReadOnlyList<TopicPartition> partitions, string group, CancellationToken cancellationToken)
    {
        if (partitions.Count == 0)
            return new Dictionary<EventPartition, long>();
        try
        {
            // Committed first: what is committed while this runs makes the backlog too large for a moment, and never negative.
            var committed = await CommittedAsync(partitions, group, cancellationToken).ConfigureAwait(false);
            var starting = admin.ListAsync(partitions, OffsetSpec.Earliest(), time, cancellationToken);
            var ends = await admin.ListAsync(partitions, OffsetSpec.Latest(), time, cancellationToken).ConfigureAwait(false);
            var starts = await starting.ConfigureAwait(false);
            return partitions.ToDictionary(
                KafkaAssignment.ToEventPartition, partition => Count(starts[partition], ends[partition], committed.GetValueOrDefault(partition, -1)));
        }
        catch (Exception exception) when (exception is KafkaException or TimeoutException)
        {
            throw new EventLogUnavailableException($"Kafka does not tell the backlog of {group}: {exception.Message}", exception);
        }
    }

    // An offset outside the partition is that of a topic deleted and made again, or trimmed since: a reader starts with the oldest event.
    private static long Count(long start, long end, long committed) => end - (committed >= start && committed <= end ? committed : start);

    private async Task<Dictionary<TopicPartition, long>> CommittedAsync(
        IEnumerable<TopicPartition> partitions, string group, CancellationToken cancellationToken)
    {
        var answers = await admin.ListConsumerGroupOffsetsAsync(
                [new ConsumerGroupTopicPartitions(group, [.. partitions])],
                new ListConsumerGroupOffsetsOptions { RequestTimeout = EventLimits.RequestTimeout })
            .WaitAsync(EventLimits.RequestTimeout, time, cancellationToken).ConfigureAwait(false);
        return answers.Single().Partitions
            .Where(partition => !partition.Offset.IsSpecial)
            .ToDictionary(partition => partition.TopicPartition, partition => partition.Offset.Value);
    }
}

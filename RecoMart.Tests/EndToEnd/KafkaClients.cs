using Confluent.Kafka;
using Confluent.Kafka.Admin;

namespace RecoMart.Tests.EndToEnd;

/// <summary>Kafka's own clients, as somebody else would use them.</summary>
internal static class KafkaClients
{
    private static readonly TimeSpan s_timeout = TimeSpan.FromSeconds(30);

    public static IAdminClient OpenAdmin(string servers) =>
        new AdminClientBuilder(new AdminClientConfig { BootstrapServers = servers }).SetLogHandler((_, _) => { }).Build();

    public static IProducer<byte[]?, byte[]?> OpenProducer(string servers) => new ProducerBuilder<byte[]?, byte[]?>(
        new ProducerConfig { BootstrapServers = servers, MessageMaxBytes = 4_000_000 }).SetLogHandler((_, _) => { }).Build();

    /// <summary>Everything in a topic, oldest first within a partition.</summary>
    public static List<ConsumeResult<byte[]?, byte[]?>> ReadAll(string servers, string topic)
    {
        using var consumer = new ConsumerBuilder<byte[]?, byte[]?>(new ConsumerConfig
        {
            BootstrapServers = servers,
            GroupId = $"test-{Guid.NewGuid():N}",
            EnableAutoCommit = false,
            // Offsets do not tell how many events there are: each transaction's end has one too.
            EnablePartitionEof = true,
        }).SetLogHandler((_, _) => { }).Build();
        using var admin = OpenAdmin(servers);
        var open = admin.GetMetadata(topic, s_timeout).Topics.Single().Partitions
            .Select(partition => new TopicPartition(topic, partition.PartitionId)).ToHashSet();
        consumer.Assign(open.Select(partition => new TopicPartitionOffset(partition, Offset.Beginning)));
        var read = new List<ConsumeResult<byte[]?, byte[]?>>();
        while (open.Count > 0)
        {
            var result = consumer.Consume(s_timeout);
            Assert.True(result is not null, $"{topic} does not come to its end.");
            if (result.IsPartitionEOF)
                open.Remove(result.TopicPartition);
            else
                read.Add(result);
        }
        return read;
    }

    /// <summary>What tells a topic from others of the same name; null where there is none at the moment.</summary>
    public static async Task<string?> TopicIdAsync(this IAdminClient admin, string topic)
    {
        try
        {
            var described = await admin.DescribeTopicsAsync(
                TopicCollection.OfTopicNames([topic]), new DescribeTopicsOptions { RequestTimeout = s_timeout });
            return described.TopicDescriptions.Single().TopicId.ToString();
        }
        catch (DescribeTopicsException)
        {
            return null;
        }
    }

    /// <summary>The members of a group by their ids, and how many partitions each has.</summary>
    public static async Task<Dictionary<string, int>> MembersAsync(this IAdminClient admin, string group)
    {
        var described = await admin.DescribeConsumerGroupsAsync([group], new DescribeConsumerGroupsOptions { RequestTimeout = s_timeout });
        return described.ConsumerGroupDescriptions.Single().Members.ToDictionary(
            member => member.ConsumerId, member => member.Assignment.TopicPartitions.Count);
    }
}

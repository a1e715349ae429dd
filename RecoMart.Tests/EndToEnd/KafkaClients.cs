using Confluent.Kafka;
using Confluent.Kafka.Admin;

namespace RecoMart.Tests.EndToEnd;

/// <summary>Kafka's own clients, as somebody else would use them.</summary>
internal static class KafkaClients
{
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
            EnablePartitionEof = true,
            AutoOffsetReset = AutoOffsetReset.Earliest,
        }).SetLogHandler((_, _) => { }).Build();
        using var admin = OpenAdmin(servers);
        var partitions = admin.GetMetadata(topic, TimeSpan.FromSeconds(10)).Topics.Single().Partitions;
        consumer.Assign(partitions.Select(partition => new TopicPartitionOffset(topic, partition.PartitionId, Offset.Beginning)));
        var read = new List<ConsumeResult<byte[]?, byte[]?>>();
        for (var ends = 0; ends < partitions.Count;)
        {
            var result = consumer.Consume(TimeSpan.FromSeconds(30));
            Assert.True(result is not null, $"{topic} does not end.");
            if (result.IsPartitionEOF)
                ends++;
            else
                read.Add(result);
        }
        consumer.Close();
        return read;
    }

    /// <summary>The members of a group by their ids, and how many partitions each has.</summary>
    public static async Task<Dictionary<string, int>> MembersAsync(this IAdminClient admin, string group)
    {
        var described = await admin.DescribeConsumerGroupsAsync([group], new DescribeConsumerGroupsOptions { RequestTimeout = TimeSpan.FromSeconds(10) });
        return described.ConsumerGroupDescriptions.Single().Members.ToDictionary(
            member => member.ConsumerId, member => member.Assignment.TopicPartitions.Count);
    }
}

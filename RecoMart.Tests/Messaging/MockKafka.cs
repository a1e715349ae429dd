using Confluent.Kafka;

namespace RecoMart.Tests.Messaging;

/// <summary>
/// The brokers that are built into the Kafka client for tests. They hold everything in the memory of the client that started them, know no
/// deletion, and make a topic by being asked for it.
/// </summary>
internal static class MockKafka
{
    private static readonly TimeSpan s_deadline = TimeSpan.FromSeconds(60);

    /// <summary>Starts three.</summary>
    /// <param name="clients">Gets the client that they live in.</param>
    /// <param name="topics">Topics to make.</param>
    /// <returns>Their addresses.</returns>
    public static string Start(List<IDisposable> clients, params string[] topics)
    {
        var owner = new ProducerBuilder<byte[], byte[]>(new ProducerConfig(
            new Dictionary<string, string> { ["test.mock.num.brokers"] = "3", ["bootstrap.servers"] = "mock" })).SetLogHandler((_, _) => { }).Build();
        clients.Add(owner);
        foreach (var topic in topics)
            MakeTopic(owner, topic);
        using var admin = new DependentAdminClientBuilder(owner.Handle).Build();
        return string.Join(',', admin.GetMetadata(s_deadline).Brokers.Select(broker => $"{broker.Host}:{broker.Port}"));
    }

    public static void MakeTopic(IClient owner, string topic)
    {
        using var admin = new DependentAdminClientBuilder(owner.Handle).Build();
        admin.GetMetadata(topic, s_deadline);
    }
}

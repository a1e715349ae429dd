using Confluent.Kafka;
using RecoMart.Messaging;

namespace RecoMart.Tests.Messaging;

/// <summary>On <see cref="MockKafka"/>.</summary>
public sealed class MockKafkaConformanceTests : EventLogConformance
{
    private readonly List<IDisposable> _clients = [];
    private string? _servers;

    protected override bool SharesPartitions => true;

    // Seen once, on a busy machine: after a member had left, 144 events came a second time. Not seen on Apache Kafka.
    protected override bool RebalancesKeepCommits => false;

    // An event of a transaction that was given up is read all the same.
    protected override bool HasTransactions => false;

    protected override IEventLog Open() => KafkaLogs.Open(
        // They have no cluster id to ask for.
        _servers!, _clients, identify: (topic, _) => Task.FromResult($"mock/{topic}"));

    public override Task InitializeAsync()
    {
        _servers = MockKafka.Start(_clients);
        return Task.CompletedTask;
    }

    public override async Task DisposeAsync()
    {
        await base.DisposeAsync();
        foreach (var client in Enumerable.Reverse(_clients))
            client.Dispose();
    }

    protected override Task MakeTopicAsync(IEventLog log, string topic)
    {
        MockKafka.MakeTopic((IClient)_clients[0], topic);
        return Task.CompletedTask;
    }

    protected override Task DeleteTopicAsync(IEventLog log, string topic) => throw new SkipException("the mock cluster deletes no topics");
}

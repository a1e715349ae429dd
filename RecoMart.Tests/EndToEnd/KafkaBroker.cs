namespace RecoMart.Tests.EndToEnd;

/// <summary>One broker for the tests of a class, where Kafka is installed.</summary>
public sealed class KafkaBroker : IAsyncLifetime, IAsyncDisposable
{
    private readonly KafkaCluster _cluster = new(brokers: 1);

    public string Servers => _cluster.Servers;

    public Task InitializeAsync() => KafkaCluster.IsInstalled ? _cluster.StartAsync() : Task.CompletedTask;

    public ValueTask DisposeAsync() => _cluster.DisposeAsync();

    Task IAsyncLifetime.DisposeAsync() => DisposeAsync().AsTask();
}

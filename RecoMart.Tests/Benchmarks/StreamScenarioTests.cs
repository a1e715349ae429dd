using RecoMart.Benchmarks.Streaming;
using RecoMart.Tests.EndToEnd;

namespace RecoMart.Tests.Benchmarks;

/// <summary>
/// That the scenario runs on both kinds of log and finds every event again; its times say nothing here. It counts all events of a topic, so it has a broker
/// that no other test writes to.
/// </summary>
public sealed class StreamScenarioTests(KafkaBroker kafka) : IClassFixture<KafkaBroker>
{
    private static readonly StreamOptions s_tiny = new()
    {
        Connections = [4],
        Pairs = 1,
        Seconds = 0.2,
        WarmUpSeconds = 0.2,
        BulkEvents = 2_000,
        BulkSize = 100,
        LightPosts = 5,
        LightInterval = TimeSpan.FromMilliseconds(1),
    };

    [SkippableFact]
    public async Task The_stream_scenario_measures_the_embedded_log()
    {
        Skip.IfNot(OperatingSystem.IsLinux(), "processes are measured as 64-bit Linux defines it");

        var report = await new StreamScenario(s_tiny, _ => { }).RunAsync();

        Assert.Equal("embedded", Assert.Single(report.Logs).Log);
        AssertMeasured(report.Logs[0]);
    }

    [SkippableFact]
    public async Task The_stream_scenario_measures_Kafka_too()
    {
        Skip.IfNot(OperatingSystem.IsLinux(), "processes are measured as 64-bit Linux defines it");
        KafkaCluster.SkipUnlessInstalled();

        var report = await new StreamScenario(s_tiny with { Kafka = kafka.Servers }, _ => { }).RunAsync();

        Assert.Equal(["embedded", "Kafka"], report.Logs.Select(log => log.Log));
        AssertMeasured(report.Logs[1]);
    }

    [SkippableFact]
    public async Task The_cost_is_followed_over_clients_and_partitions()
    {
        Skip.IfNot(OperatingSystem.IsLinux(), "processes are measured as 64-bit Linux defines it");
        var options = s_tiny with { Parts = [StreamPart.Growth], GrowingConnections = [4, 1], GrowingPartitions = [1, 5] };

        var growth = Assert.Single((await new StreamScenario(options, _ => { }).RunAsync()).Logs).Growth;

        Assert.NotNull(growth);
        Assert.Equal([1, 4], growth.Connections.Select(report => report.Connections));
        Assert.Equal([1, 5], growth.Partitions.Select(report => report.Partitions));
        Assert.All(growth.Partitions, report => Assert.True(report.Bulk.DrainedPerSecond.Min > 0));
    }

    private static void AssertMeasured(StreamLogReport log)
    {
        var posts = Assert.Single(log.OnePosts);
        Assert.Equal(4, posts.Connections);
        Assert.NotNull(log.Bulk);
        Assert.All([log.Bulk.PostedPerSecond, log.Bulk.PublishedPerSecond, log.Bulk.ReadPerSecond], spread => Assert.True(spread.Min > 0));
        Assert.NotNull(log.PostToStaged);
        Assert.InRange(log.PostToStaged.P50, 0.01, log.PostToStaged.Max);
        Assert.NotNull(log.Telemetry);
        Assert.True(log.Telemetry.Full.Min > 0);
    }
}

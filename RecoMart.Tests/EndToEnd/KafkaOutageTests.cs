using System.Diagnostics;
using System.Net;
using Xunit.Abstractions;

namespace RecoMart.Tests.EndToEnd;

/// <summary>Brokers that fail while clients post and nobody starts a service again.</summary>
[Trait("Category", "Chaos")]
public sealed class KafkaOutageTests(ITestOutputHelper output)
{
    // Eight seconds for the publishing, and some for a busy machine.
    private static readonly TimeSpan s_answer = TimeSpan.FromSeconds(15);

    private static readonly int s_rounds = Environment.GetEnvironmentVariable("RECOMART_CHAOS") == "full" ? 4 : 2;

    [SkippableFact]
    public async Task Brokers_are_killed_paused_and_stopped_and_every_accepted_event_is_staged_exactly_once()
    {
        KafkaCluster.SkipUnlessInstalled();
        await using var kafka = new KafkaCluster(brokers: 3);
        await kafka.StartAsync();
        using var processes = new StreamProcesses(kafka.Servers);
        using var load = new StreamLoad(processes.Client) { Pause = TimeSpan.FromMilliseconds(100) };
        var port = ServiceProcess.FreePort();
        using var api = processes.StartApi();
        using var consumer = processes.StartConsumer(port);
        await StreamProcesses.HealthyAsync(processes.ApiPort, port);
        var posting = load.StartAsync();
        await MoreAcceptedAsync(load, "before");

        await kafka.KillAsync(1);
        await MoreAcceptedAsync(load, "one killed");
        await kafka.StartBrokerAsync(1);
        await MoreAcceptedAsync(load, "all again");
        await kafka.PauseAsync(2);
        await MoreAcceptedAsync(load, "one paused");
        await kafka.StopAsync();
        await SayUnhealthyAsync(processes.ApiPort);
        await SayUnhealthyAsync(port);
        await RefuseInTimeAsync(processes);
        await kafka.StartAsync();
        await MoreAcceptedAsync(load, "all stopped and started");
        await StreamProcesses.HealthyAsync(processes.ApiPort, port);

        await load.StopAsync();
        await posting;
        await StagedTransactions.AllAcceptedAsync(processes, load, () => string.Join('\n', consumer.Lines.TakeLast(20)));
        Assert.Equal(0, await consumer.StopAsync());
        Assert.Equal(0, await api.StopAsync());
        var rows = StagedTransactions.AssertExactlyOnce(processes, load, othersMayBeLate: true);
        output.WriteLine($"{load.AcceptedCount} accepted, {load.FailedCount} requests without a 201, {rows} staged");
    }

    // The brokers are back just when the client gives up what it has sent them: it must not send that again by another name.
    [SkippableFact]
    public async Task Brokers_that_are_away_for_as_long_as_a_publish_may_take_get_no_event_twice()
    {
        KafkaCluster.SkipUnlessInstalled();
        await using var kafka = new KafkaCluster(brokers: 3);
        await kafka.StartAsync();
        using var processes = new StreamProcesses(kafka.Servers);
        using var load = new StreamLoad(processes.Client) { Pause = TimeSpan.FromMilliseconds(20) };
        using var api = processes.StartApi();
        using var consumer = processes.StartConsumer();
        await processes.AcceptUserAsync(1);
        var posting = load.StartAsync();

        for (var round = 0; round < s_rounds; round++)
        {
            await MoreAcceptedAsync(load, $"round {round}");
            await Task.WhenAll(kafka.KillAsync(1), kafka.KillAsync(2));
            await Task.Delay(TimeSpan.FromSeconds(5 + (round % 4)));
            await kafka.StartAsync();
        }
        await MoreAcceptedAsync(load, "at last");

        await load.StopAsync();
        await posting;
        await StagedTransactions.AllAcceptedAsync(processes, load, () => string.Join('\n', api.Lines.Concat(consumer.Lines).TakeLast(20)));
        Assert.Equal(0, await consumer.StopAsync());
        Assert.Equal(0, await api.StopAsync());
        var rows = StagedTransactions.AssertExactlyOnce(processes, load, othersMayBeLate: true);
        output.WriteLine($"{load.AcceptedCount} accepted, {load.FailedCount} requests without a 201, {rows} staged");
    }

    private async Task MoreAcceptedAsync(StreamLoad load, string when)
    {
        var start = Stopwatch.GetTimestamp();
        var (accepted, failed) = (load.AcceptedCount, load.FailedCount);
        await StreamProcesses.UntilAsync(() => load.AcceptedCount >= accepted + 1000, () => $"Nothing more is accepted: {when}.");
        output.WriteLine($"{TimeProvider.System.GetUtcNow():T} {when}: 1000 accepted in {Stopwatch.GetElapsedTime(start).TotalSeconds:0.0} s, {load.FailedCount - failed} refused");
    }

    private static async Task SayUnhealthyAsync(int port)
    {
        var (status, text) = await StreamProcesses.HealthAsync(port);
        Assert.Equal(HttpStatusCode.ServiceUnavailable, status);
        Assert.Contains("\"event-log\":\"Kafka does not answer", text, StringComparison.Ordinal);
    }

    private static async Task RefuseInTimeAsync(StreamProcesses processes)
    {
        var start = Stopwatch.GetTimestamp();
        using var response = await processes.PostUserAsync(1);
        Assert.Equal(HttpStatusCode.ServiceUnavailable, response.StatusCode);
        Assert.NotNull(response.Headers.RetryAfter);
        Assert.True(Stopwatch.GetElapsedTime(start) < s_answer, $"It took {Stopwatch.GetElapsedTime(start)}.");
    }
}

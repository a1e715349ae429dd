using System.Diagnostics;
using Xunit.Abstractions;

namespace RecoMart.Tests.EndToEnd;

/// <summary>
/// API and consumer, killed with -9 at random while clients post. Shortened unless <c>RECOMART_CHAOS=full</c>: then at least 100,000
/// events and 40 kills on each kind of log.
/// </summary>
[Trait("Category", "Chaos")]
public sealed class StreamChaosTests(ITestOutputHelper output)
{
    private static readonly bool s_full = Environment.GetEnvironmentVariable("RECOMART_CHAOS") == "full";

    [Fact]
    public Task Every_accepted_event_is_staged_exactly_once_from_the_embedded_log() => RunAsync(kafka: null);

    [SkippableFact]
    public Task Every_accepted_event_is_staged_exactly_once_from_Kafka()
    {
        var kafka = Environment.GetEnvironmentVariable("ConnectionStrings__kafka");
        Skip.If(string.IsNullOrEmpty(kafka), "ConnectionStrings__kafka is not set.");
        return RunAsync(kafka);
    }

    private async Task RunAsync(string? kafka)
    {
        var (kills, events) = s_full ? (40, 100_000) : (6, 5_000);
        using var processes = new StreamProcesses(kafka) { StagingMaxBytes = 256 * 1024 };
        using var load = new StreamLoad(processes.Client);
        await using var victims = new StreamVictims(processes);

        var start = Stopwatch.GetTimestamp();
        await victims.StartAsync();
        var posting = load.StartAsync();
        var done = 0;
        for (; done < kills || load.AcceptedCount < events; done++)
            await victims.KillOneAsync();
        await load.StopAsync();
        await posting;
        var posted = Stopwatch.GetElapsedTime(start);
        await StagedTransactions.AllAcceptedAsync(processes, load, () => victims.LastLines);
        var drained = Stopwatch.GetElapsedTime(start) - posted;
        await victims.StopAsync();

        var rows = StagedTransactions.AssertExactlyOnce(processes, load);
        output.WriteLine(
            $"{done} kills, {load.AcceptedCount} accepted, {load.FailedCount} requests without an answer, {rows} staged, "
            + $"posted for {posted.TotalSeconds:0.0} s, drained in {drained.TotalSeconds:0.0} s, "
            + $"{Directory.GetFiles(processes.DataDir, "*.csv").Length} files");
    }
}

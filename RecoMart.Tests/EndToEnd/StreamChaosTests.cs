using System.Diagnostics;
using System.Globalization;
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
        var accepted = load.Accepted;
        await StreamProcesses.UntilAsync(
            () => accepted.IsSubsetOf(Peek(processes)),
            () => $"Accepted and not staged: {accepted.Except(Peek(processes)).Count()} of {accepted.Count}.\n{victims.LastLines}");
        var drained = Stopwatch.GetElapsedTime(start) - posted;
        await victims.StopAsync();

        var rows = Read(processes, load);
        output.WriteLine(
            $"{done} kills, {load.AcceptedCount} accepted, {load.FailedCount} requests without an answer, {rows.Count} staged, "
            + $"posted for {posted.TotalSeconds:0.0} s, drained in {drained.TotalSeconds:0.0} s, "
            + $"{Directory.GetFiles(processes.DataDir, "*.csv").Length} files");
        Assert.Equal(rows.Count, rows.Distinct().Count());
        Assert.Empty(accepted.Except(rows));
        Assert.Empty(rows.Except(load.Sent));
        foreach (var user in rows.GroupBy(row => row.User))
            Assert.Equal(user.Select(row => row.Item).Order(), user.Select(row => row.Item));
    }

    // While rows are being written: the last line may be half of one, and a file may be renamed.
    private static HashSet<(long User, long Item)> Peek(StreamProcesses processes)
    {
        try
        {
            return [.. processes.Staged("transactions").Select(line => line.Split(',')).Where(cells => cells.Length == 5).Select(Ids)];
        }
        catch (IOException)
        {
            return [];
        }
    }

    private static (long User, long Item) Ids(string[] cells) =>
        (long.Parse(cells[0], CultureInfo.InvariantCulture), long.Parse(cells[1], CultureInfo.InvariantCulture));

    // On Kafka others have events on the same topics: only this run's users count.
    private static List<(long User, long Item)> Read(StreamProcesses processes, StreamLoad load)
    {
        var rows = new List<(long, long)>();
        foreach (var line in processes.Staged("transactions"))
        {
            var cells = line.Split(',');
            Assert.True(cells.Length == 5, $"Not a row: {line}");
            if (load.IsMine(Ids(cells).User))
                rows.Add(Ids(cells));
            Assert.Equal("view", cells[2]);
            Assert.True(DateTime.TryParse(cells[4], CultureInfo.InvariantCulture, out _), $"Not a time: {line}");
        }
        return rows;
    }
}

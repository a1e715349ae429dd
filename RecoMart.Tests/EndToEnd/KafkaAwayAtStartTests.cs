using System.Globalization;
using System.Net;
using System.Text.RegularExpressions;
using Xunit.Abstractions;

namespace RecoMart.Tests.EndToEnd;

/// <summary>Services that are there before Kafka is.</summary>
public sealed partial class KafkaAwayAtStartTests(ITestOutputHelper output)
{
    private const int Tries = 3;

    [SkippableFact]
    public async Task Services_wait_with_a_line_a_try_and_go_on_when_Kafka_comes()
    {
        KafkaCluster.SkipUnlessInstalled();
        await using var kafka = new KafkaCluster(brokers: 1);
        using var processes = new StreamProcesses(kafka.Servers);
        var port = ServiceProcess.FreePort();
        using var api = processes.StartApi();
        using var consumer = processes.StartConsumer(port);

        foreach (var service in new[] { api, consumer })
            await StreamProcesses.UntilAsync(() => TriesOf(service).Count >= Tries, () => string.Join('\n', service.Lines));
        await SayUnhealthyAsync(processes.ApiPort);
        await SayUnhealthyAsync(port);
        using (var refused = await processes.PostUserAsync(1))
        {
            Assert.Equal(HttpStatusCode.ServiceUnavailable, refused.StatusCode);
            Assert.NotNull(refused.Headers.RetryAfter);
        }
        foreach (var service in new[] { api, consumer })
            AssertNoFlood(service);

        await kafka.StartAsync();

        await StreamProcesses.HealthyAsync(processes.ApiPort, port);
        await processes.AcceptUserAsync(2);
        await StreamProcesses.UntilAsync(() => processes.StagedUsers().Contains(2), () => string.Join('\n', consumer.Lines.TakeLast(20)));
        foreach (var service in new[] { api, consumer })
        {
            // Healthy at once, as the other one has made the topics; it says so with its own next try.
            await StreamProcesses.UntilAsync(
                () => service.Lines.Any(line => line.Contains("The event log is in reach now", StringComparison.Ordinal)),
                () => string.Join('\n', service.Lines));
        }
        Assert.Equal(0, await consumer.StopAsync());
        Assert.Equal(0, await api.StopAsync());
        // It had no 201; but once at most.
        Assert.InRange(processes.StagedUsers().Count(user => user == 1), 0, 1);
        output.WriteLine(string.Join('\n', [.. api.Lines, .. consumer.Lines]));
    }

    private static async Task SayUnhealthyAsync(int port)
    {
        var (status, text) = await StreamProcesses.HealthAsync(port);
        Assert.Equal(HttpStatusCode.ServiceUnavailable, status);
        Assert.Contains("\"event-log\":\"Kafka does not answer", text, StringComparison.Ordinal);
    }

    // Its tries grow rarer. Beside them stands what Kafka's client says of itself, each kind of it once in half a minute.
    private static void AssertNoFlood(ServiceProcess service)
    {
        var warnings = service.Lines.Where(line => Warning().IsMatch(line)).ToList();
        var tries = TriesOf(service);
        Assert.Equal(Enumerable.Range(1, tries.Count), tries.Select(line => line.Number));
        Assert.True(tries[^1].Pause > tries[0].Pause, string.Join('\n', warnings));
        Assert.True(warnings.Count <= (2 * tries.Count) + 4, string.Join('\n', service.Lines));
    }

    private static List<(int Number, double Pause)> TriesOf(ServiceProcess service) =>
    [
        .. service.Lines.Select(line => Try().Match(line)).Where(match => match.Success).Select(match =>
            (int.Parse(match.Groups[1].Value, CultureInfo.InvariantCulture), double.Parse(match.Groups[2].Value, CultureInfo.InvariantCulture))),
    ];

    [GeneratedRegex(@"The event log is out of reach \(try (\d+), the next in ([\d.]+) s\)")]
    private static partial Regex Try();

    [GeneratedRegex(" (warn |error|fatal) ")]
    private static partial Regex Warning();
}

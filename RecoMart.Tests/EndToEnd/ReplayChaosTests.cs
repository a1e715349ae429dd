using System.Diagnostics;
using System.Globalization;
using System.Text;
using Microsoft.Extensions.DependencyInjection;
using RecoMart.Messaging;
using Xunit.Abstractions;

namespace RecoMart.Tests.EndToEnd;

/// <summary>
/// Dead letters that would be staged by now go back, by the endpoint and by the command at the same time, and whoever does it is killed
/// with -9 at random. Shortened unless <c>RECOMART_CHAOS=full</c>.
/// </summary>
[Trait("Category", "Chaos")]
public sealed class ReplayChaosTests(ITestOutputHelper output)
{
    private static readonly bool s_full = Environment.GetEnvironmentVariable("RECOMART_CHAOS") == "full";

    private readonly long _firstUser = DateTime.UtcNow.Ticks;

    [Fact]
    public Task Every_dead_letter_is_staged_exactly_once_from_the_embedded_log() => RunAsync(null, s_full ? 30 : 4);

    [SkippableFact]
    public Task Every_dead_letter_is_staged_exactly_once_from_Kafka()
    {
        var kafka = Environment.GetEnvironmentVariable("ConnectionStrings__kafka");
        Skip.If(string.IsNullOrEmpty(kafka), "ConnectionStrings__kafka is not set.");
        // Each takes half a minute here: the brokers wait that long for a member and a transaction that they hear nothing of.
        return RunAsync(kafka, s_full ? 12 : 2);
    }

    private async Task RunAsync(string? kafka, int kills)
    {
        using var processes = new StreamProcesses(kafka);
        using var api = processes.StartApi();
        using var client = new HttpClient { Timeout = TimeSpan.FromMinutes(2) };
        client.DefaultRequestHeaders.Add("X-RecoMart-Internal-Key", StreamProcesses.Key);
        var random = new Random(20260127);
        var buried = 0;
        var watch = Stopwatch.StartNew();
        for (var kill = 0; kill < kills; kill++)
        {
            var first = buried;
            await BuryAsync(processes, buried, buried += random.Next(3_000, 12_000));
            var port = ServiceProcess.FreePort();
            using var consumer = processes.StartConsumer(port);
            using var command = processes.StartConsumerCommand("replay");
            using var stop = new CancellationTokenSource();
            var endpoint = ReplayAsync(client, port, stop.Token);
            // Not before it is at work: most of the time is needed to start.
            await StreamProcesses.UntilAsync(() => command.HasExited || Mine(processes.StagedUsers()).Any(user => user >= first), () => Lines(consumer, command));
            await Task.Delay(random.Next(0, 200));
            if (!command.HasExited)
                command.Kill();
            consumer.Kill();
            await stop.CancelAsync();
            await endpoint;
        }
        await FinishAsync(processes, client, buried);

        var staged = Mine(processes.StagedUsers()).ToList();
        output.WriteLine($"{kills} kills, {buried} dead letters, {staged.Count} staged, {watch.Elapsed.TotalSeconds:0} s");
        Assert.Equal(Enumerable.Range(0, buried), staged.Order());
    }

    // On Kafka there may be dead letters of others.
    private IEnumerable<int> Mine(IReadOnlyList<long> users) =>
        users.Where(user => user >= _firstUser && user < _firstUser + 1_000_000).Select(user => (int)(user - _firstUser));

    private async Task FinishAsync(StreamProcesses processes, HttpClient client, int buried)
    {
        var port = ServiceProcess.FreePort();
        using var consumer = processes.StartConsumer(port);
        await StreamProcesses.UntilAsync(
            async () =>
            {
                await ReplayAsync(client, port, CancellationToken.None);
                return Mine(processes.StagedUsers()).Distinct().Count() == buried;
            },
            () => $"{Mine(processes.StagedUsers()).Distinct().Count()} of {buried}\n{Lines(consumer)}");
        Assert.Equal(0, await consumer.StopAsync());
    }

    private static async Task ReplayAsync(HttpClient client, int port, CancellationToken cancellationToken)
    {
        try
        {
            using var response = await client.PostAsync(
                new Uri($"http://127.0.0.1:{port}/dead-letters/replay"), content: null, cancellationToken);
        }
        catch (Exception exception) when (exception is HttpRequestException or TaskCanceledException)
        {
            // It does not listen yet, or was killed.
        }
    }

    private async Task BuryAsync(StreamProcesses processes, int first, int end)
    {
        using var host = processes.OpenLog();
        await using var log = host.Services.GetRequiredService<IEventLog>();
        await log.EnsureTopicsAsync(EventTopics.All);
        await Task.WhenAll(log.PublishEach([.. Enumerable.Range(first, end - first).Select(Letter)]));
    }

    // Without a key now and then, as poison is.
    private EventMessage Letter(int i)
    {
        var user = (_firstUser + i).ToString(CultureInfo.InvariantCulture);
        return new EventMessage(
            EventTopics.DeadLettersOf(EventTopics.Users),
            i % 3 == 0 ? null : user,
            Encoding.UTF8.GetBytes($$"""{"user_id":{{user}},"age":28,"gender":"M","device":"Mobile"}"""));
    }

    private static string Lines(params ServiceProcess[] processes) =>
        string.Join('\n', processes.SelectMany(process => process.Lines.TakeLast(15)));
}

using System.Diagnostics;
using System.Globalization;
using System.Net.NetworkInformation;
using Confluent.Kafka;

namespace RecoMart.Tests.EndToEnd;

/// <summary>
/// Kafka brokers of a test's own, to be killed, paused, stopped and started again. The environment variable <c>RECOMART_TEST_KAFKA</c>
/// names the script that can do that; <c>.ci/run</c> sets it where there is one.
/// </summary>
internal sealed class KafkaCluster(int brokers) : IAsyncDisposable
{
    // Below the ports that an operating system gives to whoever asks for any: they are to be free when brokers come back.
    private const int FirstPort = 22_000;
    private const int LastPort = 22_990;

    private static readonly string? s_script = Environment.GetEnvironmentVariable("RECOMART_TEST_KAFKA");
    private static int s_nextPort = FirstPort + (Random.Shared.Next(99) * 10);

    private readonly TemporaryDirectory _folder = new();
    private readonly int _port = FreePorts(2 * brokers);

    public static bool IsInstalled => !string.IsNullOrEmpty(s_script);

    /// <summary>The brokers' addresses, whether or not they are up.</summary>
    public string Servers => string.Join(',', Enumerable.Range(0, brokers).Select(i => $"127.0.0.1:{_port + (2 * i)}"));

    public static void SkipUnlessInstalled() =>
        Skip.IfNot(IsInstalled, "needs a Kafka that it may stop: set RECOMART_TEST_KAFKA to a script that starts brokers, as .ci/run does");

    /// <summary>Starts all that are not up, with the data they had, and waits until they are ready.</summary>
    public async Task StartAsync()
    {
        // A broker that was killed at the wrong moment sometimes ends again at its first start, by a fault of its own.
        string[] start = ["start", "--brokers", Text(brokers), "--heap", "256m"];
        if ((await ScriptAsync(start)).Code != 0)
            await RunAsync(start);
    }

    public Task StopAsync() => RunAsync("stop");

    /// <summary>kill -9.</summary>
    public Task KillAsync(int broker) => RunAsync("kill-broker", Text(broker));

    /// <summary>SIGSTOP: its connections stay, and nothing answers.</summary>
    public Task PauseAsync(int broker) => RunAsync("pause-broker", Text(broker));

    public Task ContinueAsync(int broker) => RunAsync("resume-broker", Text(broker));

    /// <summary>Starts one that was killed, and waits until it has all that the others have.</summary>
    public async Task StartBrokerAsync(int broker)
    {
        await RunAsync("start-broker", Text(broker));
        using var admin = KafkaClients.OpenAdmin(Servers);
        await StreamProcesses.UntilAsync(() => Task.Run(() => IsInSync(admin)));
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var broker in Enumerable.Range(1, brokers))
        {
            if (Directory.Exists(_folder.Combine("kafka", Text(broker))))
                await ScriptAsync("kill-broker", Text(broker));
        }
        _folder.Dispose();
    }

    private bool IsInSync(IAdminClient admin)
    {
        try
        {
            var metadata = admin.GetMetadata(TimeSpan.FromSeconds(5));
            return metadata.Brokers.Count == brokers
                && metadata.Topics.SelectMany(topic => topic.Partitions).All(partition => partition.InSyncReplicas.Length == partition.Replicas.Length);
        }
        catch (KafkaException)
        {
            return false;
        }
    }

    private async Task RunAsync(params string[] arguments)
    {
        var (code, said) = await ScriptAsync(arguments);
        Assert.True(code == 0, $"{s_script} {string.Join(' ', arguments)} ended with {code}: {said}");
    }

    private async Task<(int Code, string Said)> ScriptAsync(params string[] arguments)
    {
        var start = new ProcessStartInfo(
            "bash", [s_script!, .. arguments, "--port", Text(_port), "--dir", _folder.Combine("kafka")])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        using var process = Process.Start(start)!;
        var errors = process.StandardError.ReadToEndAsync();
        var output = await process.StandardOutput.ReadToEndAsync();
        await process.WaitForExitAsync();
        return (process.ExitCode, output + await errors);
    }

    private static string Text(int number) => number.ToString(CultureInfo.InvariantCulture);

    private static int FreePorts(int count)
    {
        while (true)
        {
            var first = Interlocked.Add(ref s_nextPort, 10);
            if (first > LastPort)
                Interlocked.CompareExchange(ref s_nextPort, FirstPort, first);
            else if (!IPGlobalProperties.GetIPGlobalProperties().GetActiveTcpListeners()
                .Any(listener => listener.Port >= first && listener.Port < first + count))
                return first;
        }
    }
}

using System.Diagnostics;
using System.Text;
using Microsoft.Extensions.Logging.Abstractions;
using RecoMart.Benchmarks.Measurement;
using RecoMart.Messaging;
using RecoMart.Messaging.Sqlite;

namespace RecoMart.Tests.Messaging;

/// <summary>Processes that publish to the embedded log are killed (-9) amid their work, again and again.</summary>
public sealed class KilledWriterTests : IDisposable
{
    private const int Rounds = 5;
    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(60);

    private readonly TemporaryDirectory _directory = new();

    private string LogPath => _directory.Combine("log.db");

    public void Dispose() => _directory.Dispose();

    [Fact]
    public async Task Every_acknowledged_event_is_in_the_log_and_none_is_there_twice()
    {
        var acknowledged = new List<string>();
        for (var round = 0; round < Rounds; round++)
            acknowledged.AddRange(await PublishUntilKilledAsync());

        var logged = await ReadAllAsync();

        Assert.True(acknowledged.Count > Rounds);
        Assert.Empty(acknowledged.Except(logged));
        Assert.Equal(logged.Count, logged.Distinct().Count());
    }

    private async Task<List<string>> PublishUntilKilledAsync()
    {
        using var process = Process.Start(new ProcessStartInfo(
            "dotnet",
            [typeof(Spread).Assembly.Location, "log-publish", $"ConnectionStrings:event-log=Data Source={LogPath}", "--writers", "32", "--seconds", "120", "--ids"])
        {
            RedirectStandardOutput = true,
        })!;
        var acknowledged = new List<string>();
        try
        {
            using var deadline = new CancellationTokenSource(Deadline);
            acknowledged.Add(await process.StandardOutput.ReadLineAsync(deadline.Token) ?? throw new InvalidOperationException("it ended"));
            _ = Task.Delay(Random.Shared.Next(50, 1000)).ContinueWith(_ => process.Kill(), TaskScheduler.Default);
            while (await process.StandardOutput.ReadLineAsync(deadline.Token) is { } line)
                acknowledged.Add(line);
        }
        finally
        {
            process.Kill();
            await process.WaitForExitAsync();
        }
        // Half of the last line may be missing.
        return [.. acknowledged.Where(line => line.EndsWith('}'))];
    }

    private async Task<List<string>> ReadAllAsync()
    {
        await using var log = new SqliteEventLog(new SqliteEventLogOptions(LogPath), TimeProvider.System, NullLogger<SqliteEventLog>.Instance);
        await using var consumer = log.Subscribe([EventTopics.Transactions], "test");
        var logged = new List<string>();
        while ((await consumer.ReadAsync(10_000, TimeSpan.FromSeconds(3))).Events is { Count: > 0 } events)
            logged.AddRange(events.Select(received => Encoding.UTF8.GetString(received.Value!.Value.Span)));
        return logged;
    }
}

using System.Collections.Concurrent;
using System.CommandLine;
using System.Diagnostics;
using System.Globalization;
using System.Text;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using RecoMart.Messaging;

namespace RecoMart.Benchmarks.Commands;

/// <summary>
/// <c>log-publish</c> and <c>log-read</c>: what the event log alone can do. Each is a process of its own, so that what one sees of the
/// other is measured too.
/// </summary>
internal static class LogCommands
{
    private const int ReadAtATime = 1000;

    public static Command CreatePublish()
    {
        var setting = Setting();
        var writers = new Option<int>("--writers") { Description = "Publishers that each wait for their event.", DefaultValueFactory = _ => 1 };
        var batch = new Option<int>("--batch") { Description = "Events that a publisher hands over at a time.", DefaultValueFactory = _ => 1 };
        var seconds = new Option<double>("--seconds") { Description = "How long.", DefaultValueFactory = _ => 5 };
        var ids = new Option<bool>("--ids") { Description = "Print the value of each event when it is acknowledged, and nothing else." };
        var command = new Command("log-publish", "Publishes to the event log, and measures.") { setting, writers, batch, seconds, ids };
        command.SetAction((parsed, stop) => PublishAsync(
            parsed.GetValue(setting)!, parsed.GetValue(writers), parsed.GetValue(batch), parsed.GetValue(seconds), parsed.GetValue(ids), stop));
        return command;
    }

    public static Command CreateRead()
    {
        var setting = Setting();
        var count = new Option<int>("--count") { Description = "Ends after so many events.", DefaultValueFactory = _ => 1000 };
        var command = new Command("log-read", "Reads new events, and measures how old they are when they come.") { setting, count };
        command.SetAction((parsed, stop) => ReadAsync(parsed.GetValue(setting)!, parsed.GetValue(count), stop));
        return command;
    }

    private static Argument<string> Setting() => new("setting")
    {
        Description = "The log: ConnectionStrings:event-log=Data Source=FILE or ConnectionStrings:kafka=HOST:PORT.",
    };

    private static async Task PublishAsync(string setting, int writers, int batch, double seconds, bool ids, CancellationToken stop)
    {
        using var host = Build(setting);
        await using var log = host.Services.GetRequiredService<IEventLog>();
        await log.EnsureTopicsAsync(EventTopics.All, stop);
        var latencies = new ConcurrentBag<double>();
        var published = 0L;
        var watch = Stopwatch.StartNew();

        await Task.WhenAll(Enumerable.Range(0, writers).Select(writer => Task.Run(
            async () =>
            {
                for (var i = 0; watch.Elapsed.TotalSeconds < seconds && !stop.IsCancellationRequested; i++)
                {
                    var start = Stopwatch.GetTimestamp();
                    var messages = Enumerable.Range(0, batch).Select(n => Message(writer, (i * batch) + n)).ToList();
                    try
                    {
                        await Task.WhenAll(log.PublishEach(messages, CancellationToken.None));
                    }
                    catch (EventLogUnavailableException exception)
                    {
                        // Is told, and is no reason to end: the log may come back.
                        await Console.Error.WriteLineAsync($"{watch.Elapsed.TotalSeconds:F1} s: {exception.Message}");
                        continue;
                    }
                    latencies.Add(Stopwatch.GetElapsedTime(start).TotalMilliseconds);
                    Interlocked.Add(ref published, batch);
                    if (ids)
                        Console.WriteLine(string.Join('\n', messages.Select(message => Encoding.UTF8.GetString(message.Value!.Value.Span))));
                }
            },
            CancellationToken.None)));

        if (!ids)
            Report("published", published, watch.Elapsed, latencies);
    }

    private static async Task ReadAsync(string setting, int count, CancellationToken stop)
    {
        using var host = Build(setting);
        await using var log = host.Services.GetRequiredService<IEventLog>();
        await log.EnsureTopicsAsync(EventTopics.All, stop);
        await using var consumer = log.Subscribe([EventTopics.Transactions], "benchmark");
        var ages = new List<double>(count);
        var watch = new Stopwatch();
        while (ages.Count < count && !stop.IsCancellationRequested)
        {
            var events = (await consumer.ReadAsync(ReadAtATime, TimeSpan.FromSeconds(10), stop)).Events;
            var now = DateTime.UtcNow.Ticks;
            watch.Start();
            ages.AddRange(events.Select(received => (now - Ticks(received)) / (double)TimeSpan.TicksPerMillisecond));
            await consumer.CommitAsync(
                events.GroupBy(received => received.Source).ToDictionary(group => group.Key, group => group.Max(received => received.Offset) + 1),
                stop);
        }
        Report("read", ages.Count, watch.Elapsed, ages);
    }

    // The size of a transaction as the API publishes it.
    private static EventMessage Message(int writer, int i) => new(
        EventTopics.Transactions,
        writer.ToString(CultureInfo.InvariantCulture),
        Encoding.UTF8.GetBytes(string.Create(
            CultureInfo.InvariantCulture,
            $$"""{"t":{{DateTime.UtcNow.Ticks}},"user_id":{{writer}},"item_id":{{i}},"view_mode":"view","rating":null,"timestamp":"2026-01-27T10:30:00.123456"}""")));

    private static long Ticks(ReceivedEvent received)
    {
        var text = received.Value!.Value.Span["{\"t\":".Length..];
        return long.Parse(text[..text.IndexOf((byte)',')], CultureInfo.InvariantCulture);
    }

    private static void Report(string what, long count, TimeSpan elapsed, IEnumerable<double> milliseconds)
    {
        var sorted = milliseconds.Order().ToArray();
        Console.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"{what} {count:N0} events, {count / elapsed.TotalSeconds:N0} events/s; ms: median {At(0.5):F2}, p99 {At(0.99):F2}, worst {At(1):F2}"));

        double At(double share) => sorted.Length == 0 ? double.NaN : sorted[(int)Math.Min(sorted.Length - 1, share * sorted.Length)];
    }

    private static IHost Build(string setting)
    {
        var parts = setting.Split('=', 2);
        var builder = Host.CreateEmptyApplicationBuilder(new HostApplicationBuilderSettings());
        builder.Configuration.AddInMemoryCollection([new(parts[0], parts.Length == 2 ? parts[1] : null)]);
        builder.Logging.SetMinimumLevel(LogLevel.Warning);
        builder.AddEventLog();
        return builder.Build();
    }
}

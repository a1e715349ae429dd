using System.Diagnostics;
using System.Globalization;
using RecoMart.Messaging;

namespace RecoMart.Benchmarks.Streaming.Log;

/// <summary>A consumer that only reads, and commits what it has read.</summary>
internal sealed class LogReader(IEventLog log, string topic)
{
    private const int ReadAtATime = 5000; // as RecoMart's consumer

    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(30);

    /// <summary>Reads as a new group, which begins with the oldest event there is.</summary>
    /// <param name="count">Ends after so many events.</param>
    /// <exception cref="TimeoutException">There are not so many.</exception>
    public async Task<LogRun> RunAsync(long count)
    {
        await log.EnsureTopicsAsync([topic]);
        await using var consumer = log.Subscribe([topic], $"benchmark-{Guid.NewGuid():N}");
        var ages = new List<double>();
        long read = 0;
        var watch = new Stopwatch();
        while (read < count)
        {
            var events = (await consumer.ReadAsync(ReadAtATime, s_patience)).Events;
            if (events.Count == 0)
                throw new TimeoutException($"{topic} has only {read} events of {count}.");
            watch.Start();
            read += events.Count;
            ages.AddRange(events.Select(AgeOf));
            await consumer.CommitAsync(
                events.GroupBy(received => received.Source).ToDictionary(group => group.Key, group => group.Max(received => received.Offset) + 1));
        }
        return new LogRun(read, read / watch.Elapsed.TotalSeconds, Latencies.Of(ages));
    }

    // Those of LogPublisher say when they were made; of others the log knows it to the millisecond.
    private static double AgeOf(ReceivedEvent received)
    {
        var value = received.Value is { } bytes ? bytes.Span : default;
        var field = "{\"t\":"u8;
        if (!value.StartsWith(field))
            return (DateTimeOffset.UtcNow - received.Timestamp).TotalMilliseconds;
        var text = value[field.Length..];
        var ticks = long.Parse(text[..text.IndexOf((byte)',')], CultureInfo.InvariantCulture);
        return (DateTime.UtcNow.Ticks - ticks) / (double)TimeSpan.TicksPerMillisecond;
    }
}

using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;
using System.Text;
using RecoMart.Messaging;

namespace RecoMart.Benchmarks.Streaming.Log;

/// <summary>Publishers that each wait until what they handed over is durable.</summary>
/// <param name="log">The log.</param>
/// <param name="topic">Where to.</param>
/// <param name="batch">How many events a publisher hands over at a time.</param>
/// <param name="acknowledged">Is told the values of those that are durable.</param>
internal sealed class LogPublisher(IEventLog log, string topic, int batch, Action<IEnumerable<string>>? acknowledged = null)
{
    private readonly ConcurrentBag<double> _latencies = [];
    private long _published;

    /// <summary>Publishes until there is a reason to end.</summary>
    /// <param name="writers">How many publishers.</param>
    /// <param name="goesOn">Is asked with the number of events published so far and the time.</param>
    public async Task<LogRun> RunAsync(int writers, Func<long, TimeSpan, bool> goesOn)
    {
        await log.EnsureTopicsAsync([topic]);
        var watch = Stopwatch.StartNew();
        await Task.WhenAll(Enumerable.Range(0, writers).Select(writer => Task.Run(async () =>
        {
            for (var i = 0; goesOn(Interlocked.Read(ref _published), watch.Elapsed); i++)
                await PublishAsync(writer, i, watch);
        })));
        return new LogRun(_published, _published / watch.Elapsed.TotalSeconds, Latencies.Of(_latencies));
    }

    private async Task PublishAsync(int writer, int turn, Stopwatch watch)
    {
        var start = Stopwatch.GetTimestamp();
        var messages = Enumerable.Range(0, batch).Select(n => Message(writer, (turn * batch) + n)).ToList();
        try
        {
            await Task.WhenAll(log.PublishEach(messages, CancellationToken.None));
        }
        catch (EventLogUnavailableException exception)
        {
            // Is told, and is no reason to end: the log may come back.
            await Console.Error.WriteLineAsync($"{watch.Elapsed.TotalSeconds:F1} s: {exception.Message}");
            return;
        }
        _latencies.Add(Stopwatch.GetElapsedTime(start).TotalMilliseconds);
        Interlocked.Add(ref _published, batch);
        acknowledged?.Invoke(messages.Select(message => Encoding.UTF8.GetString(message.Value!.Value.Span)));
    }

    // The size of a transaction as the API publishes it; with the time, so that a reader sees how old it is.
    private EventMessage Message(int writer, int i) => new(
        topic,
        (writer + (i % 1000)).ToString(CultureInfo.InvariantCulture),
        Encoding.UTF8.GetBytes(string.Create(
            CultureInfo.InvariantCulture,
            $$"""{"t":{{DateTime.UtcNow.Ticks}},"user_id":{{writer}},"item_id":{{i}},"view_mode":"view","rating":null,"timestamp":"2026-01-27T10:30:00.123456"}""")));
}

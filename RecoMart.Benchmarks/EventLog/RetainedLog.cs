using System.Diagnostics;
using System.Globalization;
using System.Text;
using Microsoft.Extensions.Logging.Abstractions;
using RecoMart.Messaging;
using RecoMart.Messaging.Sqlite;

namespace RecoMart.Benchmarks.EventLog;

/// <summary>An embedded log in a folder of its own that holds a month of consumed events, or none.</summary>
internal sealed class RetainedLog(string folder)
{
    /// <summary>The retention time.</summary>
    public static readonly TimeSpan Month = TimeSpan.FromDays(30);

    private const string Topic = EventTopics.Transactions;
    private const int AtATime = 100_000;

    private readonly SqliteEventLogOptions _options = new(Path.Combine(folder, "events.db")) { Retention = Month };

    /// <summary>Writes events as the log itself does, but without waiting for the disk, and as if they had come during the last month.</summary>
    public async Task FillAsync(long count)
    {
        await using (var log = Open(TimeSpan.Zero))
            await log.EnsureTopicsAsync(EventTopics.All);
        using var database = new SqliteTopicFile(_options.Path).Open(durable: false, TimeSpan.FromMinutes(1));
        var now = DateTimeOffset.UtcNow;
        for (long first = 0; first < count; first += AtATime)
        {
            database.Write(() =>
            {
                var appender = new SqliteAppender(database, now - (Month * ((count - first) / (double)count)));
                for (var i = first; i < Math.Min(count, first + AtATime); i++)
                    appender.Append(Message(i % 10_000, i));
                return true;
            });
        }
        SetRead(database);
    }

    /// <summary>How many events were trimmed so far.</summary>
    public long Trimmed()
    {
        using var database = new SqliteTopicFile(_options.Path).Open(durable: false, TimeSpan.FromMinutes(1));
        var topic = SqliteTopicFile.Find(database, Topic)!;
        return Enumerable.Range(0, topic.Partitions).Sum(partition => SqliteTopicFile.FirstOffset(database, topic, partition));
    }

    /// <summary>The size of its file.</summary>
    public long Bytes => new FileInfo(_options.Path).Length;

    /// <summary>Publishes for a while, with a reader beside, and measures both.</summary>
    /// <param name="writers">Publishers, each of which waits for its event.</param>
    /// <param name="seconds">For how long.</param>
    /// <param name="ahead">How much later than the truth the log's clock is.</param>
    /// <returns>Events a second, and the median age in ms of an event when it is read.</returns>
    public async Task<(double Rate, double Latency)> MeasureAsync(int writers, double seconds, TimeSpan ahead)
    {
        await using var publisher = Open(ahead);
        await using var other = Open(ahead);
        await using var reader = other.Subscribe([Topic]);
        await publisher.PublishAsync(Message(0, 0));
        while ((await reader.ReadAsync(10_000, TimeSpan.FromSeconds(10))).Events.Count == 0)
        {
        }
        using var stop = new CancellationTokenSource();
        var reading = ReadAsync(reader, stop.Token);
        var watch = Stopwatch.StartNew();
        var published = await Task.WhenAll(Enumerable.Range(0, writers).Select(writer => Task.Run(async () =>
        {
            var count = 0L;
            for (; watch.Elapsed.TotalSeconds < seconds; count++)
                await publisher.PublishAsync(Message(writer, count));
            return count;
        })));
        var rate = published.Sum() / watch.Elapsed.TotalSeconds;
        await stop.CancelAsync();
        var ages = await reading;
        return (rate, Measurement.Spread.Of(ages).Median);
    }

    private static async Task<List<double>> ReadAsync(IEventConsumer reader, CancellationToken stop)
    {
        var ages = new List<double>();
        while (!stop.IsCancellationRequested)
        {
            var events = (await reader.ReadAsync(2_000, TimeSpan.FromMilliseconds(50), CancellationToken.None)).Events;
            var now = DateTime.UtcNow.Ticks;
            ages.AddRange(events.Select(received => (now - Ticks(received)) / (double)TimeSpan.TicksPerMillisecond));
            await reader.CommitAsync(
                events.GroupBy(received => received.Source).ToDictionary(source => source.Key, source => source.Last().Offset + 1), CancellationToken.None);
        }
        return ages;
    }

    private void SetRead(SqliteDatabase database)
    {
        using var groups = new SqliteGroups(_options.GroupsPath, _options.LeaseTime, TimeProvider.System);
        groups.Acquire(_options.Group, "the fill");
        var topic = SqliteTopicFile.Find(database, Topic)!;
        groups.Commit(_options.Group, "the fill", Enumerable.Range(0, topic.Partitions)
            .Select(partition => (topic.Identity, partition, SqliteTopicFile.NextOffset(database, topic, partition))));
        groups.Release(_options.Group, "the fill");
    }

    private SqliteEventLog Open(TimeSpan ahead) => new(_options, new AheadClock(ahead), NullLogger<SqliteEventLog>.Instance);

    private static long Ticks(ReceivedEvent received)
    {
        var text = received.Value!.Value.Span["{\"t\":".Length..];
        return long.Parse(text[..text.IndexOf((byte)',')], CultureInfo.InvariantCulture);
    }

    // A transaction, with the context of its trace, as the API publishes it.
    private static EventMessage Message(long user, long item) => new(
        Topic,
        user.ToString(CultureInfo.InvariantCulture),
        Encoding.UTF8.GetBytes(string.Create(
            CultureInfo.InvariantCulture,
            $$"""{"t":{{DateTime.UtcNow.Ticks}},"user_id":{{user}},"item_id":{{item}},"view_mode":"view","rating":null,"timestamp":"2026-01-27T10:30:00.123456"}""")))
    {
        Headers = [new(TraceHeaders.TraceParent, "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01")],
    };

    private sealed class AheadClock(TimeSpan ahead) : TimeProvider
    {
        public override DateTimeOffset GetUtcNow() => base.GetUtcNow() + ahead;
    }
}

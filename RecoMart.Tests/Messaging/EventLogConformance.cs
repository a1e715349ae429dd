using System.Diagnostics;
using System.Globalization;
using System.Text;
using RecoMart.Messaging;

namespace RecoMart.Tests.Messaging;

/// <summary>What every kind of event log promises. Each kind has a class that says how to make one.</summary>
public abstract class EventLogConformance : IAsyncLifetime
{
    protected static readonly TimeSpan Deadline = TimeSpan.FromSeconds(60);

    private readonly List<IAsyncDisposable> _open = [];

    /// <summary>A topic and groups of this test's own.</summary>
    protected string Topic { get; } = $"test-{Guid.NewGuid():N}";

    /// <summary>Why this kind can't be tested here; null if it can.</summary>
    protected virtual string? SkipReason => null;

    /// <summary>How many members of a group read at a time.</summary>
    protected abstract bool SharesPartitions { get; }

    /// <summary>Whether what was committed stays committed through every rebalance. Delivery is at least once either way: staging takes care of the rest.</summary>
    protected virtual bool RebalancesKeepCommits => true;

    /// <summary>Whether what is published together with a commit is one with it.</summary>
    protected virtual bool HasTransactions => true;

    /// <summary>A new object on the same log: what another process would have.</summary>
    protected abstract IEventLog Open();

    protected abstract Task MakeTopicAsync(IEventLog log, string topic);

    /// <summary>Deletes a topic, or throws a SkipException where that can't be done.</summary>
    protected abstract Task DeleteTopicAsync(IEventLog log, string topic);

    public virtual Task InitializeAsync() => Task.CompletedTask;

    public virtual async Task DisposeAsync()
    {
        foreach (var open in Enumerable.Reverse(_open))
            await open.DisposeAsync();
    }

    [SkippableFact]
    public async Task What_was_published_is_read_as_it_was()
    {
        var log = await StartAsync();
        EventHeader[] headers = [new("text", "grün"), new("binary", new byte[] { 0, 255, 1 }), new("text", "again"), new("empty", "")];
        await log.PublishAsync(new EventMessage(Topic, "k", "{\"a\":1}"u8.ToArray()) { Headers = headers });
        await log.PublishAsync(new EventMessage(Topic, "k", null));
        await log.PublishAsync(new EventMessage(Topic, "k", new byte[] { 0, 255, 128 }));
        await log.PublishAsync(new EventMessage(Topic, "k", ReadOnlyMemory<byte>.Empty));
        await log.PublishAsync(new EventMessage(Topic, null, "x"u8.ToArray()));

        var read = await ReadAsync(Subscribe(log), 5);

        var keyed = read.Where(received => received.Key == "k").ToList();
        Assert.Equal("{\"a\":1}", Text(keyed[0]));
        Assert.Equal(headers.Select(header => header.Name), keyed[0].Headers.Select(header => header.Name));
        Assert.Equal(headers.Select(header => header.Value.ToArray()), keyed[0].Headers.Select(header => header.Value.ToArray()));
        Assert.Null(keyed[1].Value);
        Assert.Empty(keyed[1].Headers);
        Assert.Equal([0, 255, 128], keyed[2].Value!.Value.ToArray());
        Assert.Equal(0, keyed[3].Value?.Length);
        Assert.Equal("x", Text(read.Single(received => received.Key is null)));
        Assert.All(read, received => Assert.Equal(Topic, received.Topic));
        Assert.All(read, received => Assert.InRange(DateTimeOffset.UtcNow - received.Timestamp, TimeSpan.FromMinutes(-1), Deadline));
    }

    [SkippableFact]
    public async Task Events_of_a_key_keep_their_order_and_their_partition()
    {
        var log = await StartAsync();
        var messages = Enumerable.Range(0, 3000).Select(i => Message(key: $"user {i % 30}", value: i)).ToList();

        var positions = await Task.WhenAll(log.PublishEach(messages));
        var read = await ReadAsync(Subscribe(log), messages.Count);

        Assert.Equal(messages.Count, positions.Distinct().Count());
        Assert.True(positions.Select(position => position.Partition).Distinct().Count() > 1);
        foreach (var key in read.GroupBy(received => received.Key))
        {
            Assert.Single(key.Select(received => received.Partition).Distinct());
            Assert.Equal(key.Select(Value).Order(), key.Select(Value));
        }
        foreach (var received in read)
            Assert.Equal(positions[Value(received)], new EventPosition(received.Partition, received.Offset));
    }

    [SkippableFact]
    public async Task What_was_acknowledged_is_there_after_a_restart()
    {
        var log = await StartAsync();
        await PublishAsync(log, 0, 100);
        var identity = await log.GetIdentityAsync(Topic);
        await CloseAsync(log);

        var again = OpenLog();
        Assert.Equal(identity, await again.GetIdentityAsync(Topic));
        await PublishAsync(again, 100, 10);
        var read = await ReadAsync(Subscribe(again), 110);

        Assert.Equal(Enumerable.Range(0, 110), read.Select(Value).Order());
        Assert.All(read, received => Assert.Equal(identity, received.Identity));
    }

    [SkippableFact]
    public async Task A_group_goes_on_where_it_has_committed()
    {
        var log = await StartAsync();
        await PublishAsync(log, 0, 50, key: "one");
        var consumer = Subscribe(log);
        var read = await ReadAsync(consumer, 50);
        await consumer.CommitAsync(new Dictionary<EventPartition, long> { [read[19].Source] = read[19].Offset + 1 });
        await CloseAsync(consumer);

        var second = Subscribe(log);
        Assert.Equal(Enumerable.Range(20, 30), (await ReadAsync(second, 30)).Select(Value));
        await CloseAsync(second); // nothing committed: all of it comes again

        Assert.Equal(Enumerable.Range(20, 30), (await ReadAsync(Subscribe(log), 30)).Select(Value));
        Assert.Equal(50, (await ReadAsync(Subscribe(log, "another group"), 50)).Count);
    }

    [SkippableFact]
    public async Task Lag_counts_what_is_not_committed()
    {
        var log = await StartAsync();
        await PublishAsync(log, 0, 10, key: "one");
        var consumer = Subscribe(log);
        var read = await ReadAsync(consumer, 10);
        Assert.Equal(10, (await consumer.GetLagAsync()).Values.Sum(partition => partition.Events));

        await consumer.CommitAsync(new Dictionary<EventPartition, long> { [read[6].Source] = read[6].Offset + 1 });

        var lag = await consumer.GetLagAsync();
        Assert.Equal(3, lag[read[0].Source].Events);
        Assert.Equal(3, lag.Values.Sum(partition => partition.Events));
    }

    [SkippableFact]
    public async Task Publishing_and_committing_is_one_step_and_leaves_no_lag_when_all_is_read()
    {
        Skip.IfNot(HasTransactions, "knows no transactions");
        var log = await StartAsync();
        await PublishAsync(log, 0, 10, key: "one");
        var consumer = Subscribe(log);
        var read = await ReadAsync(consumer, 10);

        Assert.True(await consumer.PublishAndCommitAsync([Message("one", 10), Message("one", 11)], Next(read)));
        Assert.True(await consumer.PublishAndCommitAsync([], Next(read)));
        await CloseAsync(consumer);

        var second = Subscribe(log);
        read = await ReadAsync(second, 2);
        Assert.Equal([10, 11], read.Select(Value));
        await second.CommitAsync(Next(read));
        await Eventually(async () =>
        {
            Assert.Empty((await second.ReadAsync(10, TimeSpan.FromMilliseconds(100))).Events);
            return (await second.GetLagAsync()).Values.Sum(partition => partition.Events) == 0;
        });
        await CloseAsync(second);
        var third = Subscribe(log);
        await PublishAsync(log, 12, 1, key: "one");
        Assert.Equal([12], (await ReadAsync(third, 1)).Select(Value));
    }

    [SkippableFact]
    public async Task An_event_that_is_too_large_leaves_the_group_where_it_was()
    {
        Skip.IfNot(HasTransactions, "knows no transactions");
        var log = await StartAsync();
        await PublishAsync(log, 0, 3, key: "one");
        var consumer = Subscribe(log);
        var read = await ReadAsync(consumer, 3);
        var tooLarge = new EventMessage(Topic, "one", new byte[5_000_000]);

        var exception = await Assert.ThrowsAsync<EventRejectedException>(
            () => consumer.PublishAndCommitAsync([Message("one", 3), tooLarge], Next(read)));
        Assert.Same(tooLarge, exception.Rejected);
        await CloseAsync(consumer);

        Assert.Equal([0, 1, 2], (await ReadAsync(Subscribe(log), 3)).Select(Value));
    }

    [SkippableFact]
    public async Task A_consumer_that_has_lost_its_partitions_publishes_nothing()
    {
        Skip.IfNot(HasTransactions, "knows no transactions");
        var log = await StartAsync();
        await PublishAsync(log, 0, 300);
        var first = Subscribe(log);
        var read = await ReadAsync(first, 300);
        var second = Subscribe(OpenLog());
        var lost = await LoseAsync(first, second);
        var late = Next(read.Where(received => lost.Contains(received.Source)));

        Assert.NotEmpty(late);
        Assert.False(await first.PublishAndCommitAsync([Message("one", 1000)], late));

        await PublishAsync(log, 1001, 1);
        Assert.DoesNotContain(1000, (await ReadAsync(Subscribe(log, "another group"), 301)).Select(Value));
    }

    [SkippableFact]
    public async Task The_backlog_of_a_group_is_told_to_whoever_asks()
    {
        var log = await StartAsync();
        var group = $"{Topic}-group";
        await PublishAsync(log, 0, 30);
        Assert.Empty(await log.GetBacklogAsync([$"{Topic}-none"], group));
        Assert.Equal(30, (await BacklogAsync(log, group)).Values.Sum()); // of a group that was never there

        var consumer = Subscribe(log);
        var read = await ReadAsync(consumer, 30);
        var partition = read.GroupBy(received => received.Source).MaxBy(events => events.Count())!.ToList();
        await consumer.CommitAsync(new Dictionary<EventPartition, long> { [partition[^1].Source] = partition[^2].Offset + 1 });

        // By a process that is no member, while the group is there and when it is gone.
        var other = OpenLog();
        Assert.Equal(1, (await BacklogAsync(other, group))[partition[0].Source]);
        await CloseAsync(consumer);
        await PublishAsync(log, 30, 5);
        Assert.Equal(30 - partition.Count + 1 + 5, (await BacklogAsync(other, group)).Values.Sum());
        Assert.Equal(35, (await BacklogAsync(other, $"{Topic}-another")).Values.Sum());
    }

    [SkippableFact]
    public async Task A_paused_consumer_reads_nothing_and_keeps_its_place()
    {
        var log = await StartAsync();
        await PublishAsync(log, 0, 5, key: "one");
        var consumer = Subscribe(log);
        Assert.Equal(5, (await ReadAsync(consumer, 5)).Count);

        consumer.Paused = true;
        await PublishAsync(log, 5, 5, key: "one");
        var paused = await consumer.ReadAsync(100, TimeSpan.FromSeconds(1));
        Assert.Empty(paused.Events);
        Assert.Empty(paused.Revoked);

        consumer.Paused = false;
        Assert.Equal(Enumerable.Range(5, 5), (await ReadAsync(consumer, 5)).Select(Value));
    }

    [SkippableFact]
    public async Task Two_consumers_of_a_group_lose_and_double_nothing()
    {
        var log = await StartAsync();
        var other = OpenLog();
        var (first, second) = (Subscribe(log), Subscribe(other));
        var seen = new List<int>();
        var readers = new Dictionary<IEventConsumer, int> { [first] = 0, [second] = 0 };

        await PublishAsync(log, 0, 300);
        // Members that join make those who are there start some partitions again, so: all of it, and what is committed only once.
        await ReadUntilAsync([first, second], readers, seen, () => seen.Distinct().Count() == 300);
        if (!SharesPartitions)
            Assert.Contains(0, readers.Values);

        var leaver = readers[first] > 0 ? first : second;
        await CloseAsync(leaver);
        await PublishAsync(log, 300, 300);
        await ReadUntilAsync([leaver == first ? second : first], readers, seen, () => seen.Distinct().Count() == 600);

        if (RebalancesKeepCommits)
            Assert.Equal(600, seen.Count);
    }

    [SkippableFact]
    public async Task A_topic_deleted_and_made_again_has_another_identity_and_is_read_from_its_beginning()
    {
        var log = await StartAsync();
        await PublishAsync(log, 0, 20);
        var consumer = Subscribe(log);
        var read = await ReadAsync(consumer, 20);
        await consumer.CommitAsync(Next(read));

        await DeleteTopicAsync(log, Topic);
        await Eventually(async () =>
        {
            await MakeTopicAsync(log, Topic);
            return await log.GetIdentityAsync(Topic) != read[0].Identity;
        });
        await Eventually(async () =>
        {
            await log.PublishAsync(Message("first", 1000));
            return true;
        });
        await PublishAsync(log, 1001, 19);
        var again = new List<ReceivedEvent>();
        await Eventually(async () =>
        {
            var batch = await consumer.ReadAsync(100, TimeSpan.FromSeconds(1));
            again.RemoveAll(received => batch.Revoked.Contains(received.Source));
            again.AddRange(batch.Events);
            return again.Select(Value).Distinct().Count(value => value >= 1000) >= 20;
        });

        var identity = await log.GetIdentityAsync(Topic);
        Assert.NotEqual(read[0].Identity, identity);
        Assert.All(again, received => Assert.Equal(identity, received.Identity));
    }

    [SkippableFact]
    public async Task An_event_of_1_MB_passes_and_one_of_5_MB_is_refused_for_good()
    {
        var log = await StartAsync();
        var value = new byte[1_000_000];
        Random.Shared.NextBytes(value);

        await log.PublishAsync(new EventMessage(Topic, "k", value));
        var exception = await Assert.ThrowsAsync<EventRejectedException>(
            () => log.PublishAsync(new EventMessage(Topic, "k", new byte[5_000_000])));

        Assert.Contains("5000000", exception.Message, StringComparison.Ordinal);
        Assert.Equal(value, (await ReadAsync(Subscribe(log), 1)).Single().Value!.Value.ToArray());
    }

    [SkippableFact]
    public async Task Many_writers_at_a_time_get_a_position_each()
    {
        var log = await StartAsync();
        var next = -1;

        var positions = await Task.WhenAll(Enumerable.Range(0, 256).Select(async _ =>
        {
            var mine = new List<EventPosition>();
            for (var i = Interlocked.Increment(ref next); i < 5000; i = Interlocked.Increment(ref next))
                mine.Add(await log.PublishAsync(Message(i.ToString(CultureInfo.InvariantCulture), i)));
            return mine;
        }));

        Assert.Equal(5000, positions.SelectMany(mine => mine).Distinct().Count());
        Assert.Equal(Enumerable.Range(0, 5000), (await ReadAsync(Subscribe(log), 5000)).Select(Value).Order());
    }

    [SkippableFact]
    public async Task A_log_in_reach_passes_the_check()
    {
        var log = await StartAsync();

        await log.CheckAsync();
        await log.EnsureTopicsAsync([Topic]); // it is there
    }

    [SkippableFact]
    public async Task A_read_ends_when_it_is_cancelled_or_its_time_is_over()
    {
        var log = await StartAsync();
        var consumer = Subscribe(log);
        var watch = Stopwatch.StartNew();

        Assert.Empty((await consumer.ReadAsync(1, TimeSpan.FromMilliseconds(200))).Events);
        using var stop = new CancellationTokenSource(TimeSpan.FromMilliseconds(200));
        try
        {
            await consumer.ReadAsync(1, TimeSpan.FromMinutes(5), stop.Token);
        }
        catch (OperationCanceledException)
        {
        }

        Assert.True(watch.Elapsed < TimeSpan.FromSeconds(10));
    }

    protected async Task<IEventLog> StartAsync()
    {
        Skip.If(SkipReason is not null, SkipReason);
        var log = OpenLog();
        await MakeTopicAsync(log, Topic);
        return log;
    }

    protected IEventLog OpenLog()
    {
        var log = Open();
        _open.Add(log);
        return log;
    }

    protected IEventConsumer Subscribe(IEventLog log, string group = "group")
    {
        var consumer = log.Subscribe([Topic], $"{Topic}-{group}");
        _open.Add(consumer);
        return consumer;
    }

    // A group is new to the brokers: they may need a moment to find who coordinates it.
    protected async Task<IReadOnlyDictionary<EventPartition, long>> BacklogAsync(IEventLog log, string group)
    {
        IReadOnlyDictionary<EventPartition, long> backlog = new Dictionary<EventPartition, long>();
        await Eventually(async () =>
        {
            backlog = await log.GetBacklogAsync([Topic], group);
            return true;
        });
        return backlog;
    }

    /// <summary>Makes the first one lose partitions to the second.</summary>
    /// <returns>Which.</returns>
    protected virtual async Task<IReadOnlyCollection<EventPartition>> LoseAsync(IEventConsumer first, IEventConsumer second)
    {
        IReadOnlyCollection<EventPartition> lost = [];
        await Eventually(async () =>
        {
            lost = (await first.ReadAsync(1, TimeSpan.FromMilliseconds(100))).Revoked;
            await second.ReadAsync(1, TimeSpan.FromMilliseconds(100));
            return lost.Count > 0;
        });
        return lost;
    }

    protected async Task CloseAsync(IAsyncDisposable open)
    {
        _open.Remove(open);
        await open.DisposeAsync();
    }

    protected EventMessage Message(string key, int value) =>
        new(Topic, key, Encoding.UTF8.GetBytes(value.ToString(CultureInfo.InvariantCulture)));

    protected async Task PublishAsync(IEventLog log, int first, int count, string? key = null) => await Task.WhenAll(log.PublishEach(
        [.. Enumerable.Range(first, count).Select(i => Message(key ?? i.ToString(CultureInfo.InvariantCulture), i))]));

    protected static async Task<List<ReceivedEvent>> ReadAsync(IEventConsumer consumer, int count)
    {
        var read = new List<ReceivedEvent>();
        var watch = Stopwatch.StartNew();
        while (read.Count < count)
        {
            Assert.True(watch.Elapsed < Deadline, $"only {read.Count} of {count} events came");
            var batch = await consumer.ReadAsync(count - read.Count, TimeSpan.FromSeconds(1));
            read.RemoveAll(received => batch.Revoked.Contains(received.Source));
            read.AddRange(batch.Events);
        }
        return read;
    }

    protected static Dictionary<EventPartition, long> Next(IEnumerable<ReceivedEvent> events) =>
        events.GroupBy(received => received.Source).ToDictionary(group => group.Key, group => group.Max(received => received.Offset) + 1);

    protected static int Value(ReceivedEvent received) => int.Parse(Text(received), CultureInfo.InvariantCulture);

    protected static string Text(ReceivedEvent received) => Encoding.UTF8.GetString(received.Value!.Value.Span);

    protected static async Task Eventually(Func<Task<bool>> condition)
    {
        var watch = Stopwatch.StartNew();
        while (true)
        {
            try
            {
                if (await condition())
                    return;
            }
            catch (EventLogUnavailableException) when (watch.Elapsed < Deadline)
            {
            }
            Assert.True(watch.Elapsed < Deadline, "it did not happen in time");
            await Task.Delay(100);
        }
    }

    private static async Task ReadUntilAsync(
        IReadOnlyList<IEventConsumer> consumers, Dictionary<IEventConsumer, int> readers, List<int> seen, Func<bool> done)
    {
        var watch = Stopwatch.StartNew();
        while (!done())
        {
            Assert.True(watch.Elapsed < Deadline, $"only {seen.Count} events came");
            foreach (var consumer in consumers)
            {
                var batch = await consumer.ReadAsync(50, TimeSpan.FromMilliseconds(100));
                if (batch.Events.Count == 0)
                    continue;
                await consumer.CommitAsync(Next(batch.Events));
                seen.AddRange(batch.Events.Select(Value));
                readers[consumer] += batch.Events.Count;
            }
        }
    }
}

using System.Diagnostics;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.Logging.Abstractions;
using RecoMart.Messaging;
using RecoMart.Messaging.Sqlite;

namespace RecoMart.Tests.Messaging;

/// <summary>What only the embedded log has: files, locks, a lease and a retention time.</summary>
public sealed class SqliteEventLogTests : IDisposable
{
    private static readonly EventMessage Message = new("topic", "key", "value"u8.ToArray());
    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(30);

    private readonly TemporaryDirectory _directory = new();

    private SqliteEventLogOptions Options => new(_directory.Combine("log.db")) { PublishTimeout = TimeSpan.FromSeconds(1) };

    public void Dispose() => _directory.Dispose();

    [Fact]
    public async Task Publishing_fails_in_time_while_the_file_is_locked_and_works_afterwards()
    {
        await using var log = await OpenAsync(Options);
        var watch = Stopwatch.StartNew();
        using (Lock())
        {
            await Assert.ThrowsAsync<EventLogUnavailableException>(() => log.PublishAsync(Message));
            Assert.True(watch.Elapsed < TimeSpan.FromSeconds(10));
            var unhealthy = await Assert.ThrowsAsync<EventLogUnavailableException>(() => log.CheckAsync());
            Assert.Contains("locked", unhealthy.Message, StringComparison.Ordinal);
        }

        await log.PublishAsync(Message);
        await log.CheckAsync();
    }

    [Fact]
    public async Task A_full_queue_fails_in_time_and_what_nobody_waits_for_is_not_written_later()
    {
        await using var log = await OpenAsync(Options with { QueueCapacity = 10 });
        using (Lock())
        {
            var all = log.PublishEach([.. Enumerable.Repeat(Message, 500)]);
            foreach (var task in all)
                await Assert.ThrowsAsync<EventLogUnavailableException>(() => task);
        }

        var position = await log.PublishAsync(Message);
        Assert.InRange(position.Offset, 0, 20);
    }

    [SkippableFact]
    public async Task A_full_disk_refuses_events_and_takes_them_again_when_there_is_room()
    {
        using var disk = SmallDisk.Mount(_directory.Combine("disk"), megabytes: 8);
        var ballast = Path.Combine(disk.Path, "ballast");
        await File.WriteAllBytesAsync(ballast, new byte[4_000_000]);
        await using var log = await OpenAsync(Options with { Path = Path.Combine(disk.Path, "log.db") });
        var accepted = new List<EventPosition>();
        var big = Message with { Value = new byte[100_000] };

        var full = await Assert.ThrowsAsync<EventLogUnavailableException>(async () =>
        {
            for (var i = 0; i < 1000; i++)
                accepted.Add(await log.PublishAsync(big));
        });
        Assert.Contains("full", full.Message, StringComparison.Ordinal);
        File.Delete(ballast);
        accepted.Add(await log.PublishAsync(big));

        await using var consumer = log.Subscribe(["topic"], "group");
        var read = new List<ReceivedEvent>();
        var watch = Stopwatch.StartNew();
        while (read.Count < accepted.Count && watch.Elapsed < Deadline)
            read.AddRange((await consumer.ReadAsync(1000, TimeSpan.FromSeconds(1))).Events);
        Assert.Empty(accepted.Except(read.Select(received => new EventPosition(received.Partition, received.Offset))));
        Assert.Equal(read.Count, read.Select(received => received.Offset).Distinct().Count());
    }

    [Fact]
    public async Task A_group_is_taken_over_from_a_consumer_that_has_died()
    {
        var options = Options with { LeaseTime = TimeSpan.FromSeconds(1) };
        await using var log = await OpenAsync(options);
        await log.PublishAsync(Message);
        using var groups = new SqliteGroups(options.GroupsPath, options.LeaseTime, TimeProvider.System);
        Assert.True(groups.Acquire("group", "dead"));
        await using var consumer = log.Subscribe(["topic"], "group");

        Assert.Empty((await consumer.ReadAsync(1, TimeSpan.FromMilliseconds(500))).Events);
        var watch = Stopwatch.StartNew();
        Assert.Single((await consumer.ReadAsync(1, Deadline)).Events);

        Assert.True(watch.Elapsed < TimeSpan.FromSeconds(10));
        Assert.False(groups.Commit("group", "dead", [("any", 0, 1)])); // it was only asleep
    }

    [Fact]
    public async Task What_was_published_with_a_commit_stays_committed_when_the_file_of_the_groups_is_lost()
    {
        await using var log = await OpenAsync(Options);
        await log.PublishAsync(Message);
        await using (var consumer = log.Subscribe(["topic"], "group"))
        {
            var read = Assert.Single((await consumer.ReadAsync(1, Deadline)).Events);
            Assert.True(await consumer.PublishAndCommitAsync([Message], new Dictionary<EventPartition, long> { [read.Source] = 1 }));
        }
        using (var connection = new SqliteConnection($"Data Source={Options.GroupsPath};Pooling=False"))
        {
            connection.Open();
            using var command = connection.CreateCommand();
            command.CommandText = "DELETE FROM offsets";
            Assert.NotEqual(0, command.ExecuteNonQuery());
        }

        await using var next = log.Subscribe(["topic"], "group");
        Assert.Equal(1, Assert.Single((await next.ReadAsync(10, Deadline)).Events).Offset);
    }

    [Fact]
    public async Task A_consumer_that_slept_while_another_one_published_publishes_nothing()
    {
        await using var log = await OpenAsync(Options);
        await log.PublishAsync(Message);
        await using var consumer = log.Subscribe(["topic"], "group");
        var read = Assert.Single((await consumer.ReadAsync(1, Deadline)).Events);
        var next = new Dictionary<EventPartition, long> { [read.Source] = 1 };
        using (var other = new SqliteProgress(new SqliteTopicFile(Options.Path), Deadline, TimeProvider.System))
            Assert.True(other.Append([Message], "group", [(read.Identity, read.Partition, 0, 1)], () => true));

        Assert.False(await consumer.PublishAndCommitAsync([Message], next));

        Assert.Contains(read.Source, (await consumer.ReadAsync(10, Deadline)).Revoked);
        Assert.Equal(1, Assert.Single((await consumer.ReadAsync(10, Deadline)).Events).Offset);
    }

    [Fact]
    public async Task A_file_of_an_earlier_version_gets_what_it_lacks()
    {
        await using (var log = await OpenAsync(Options))
            await log.PublishAsync(Message);
        using (var connection = new SqliteConnection($"Data Source={Options.Path};Pooling=False"))
        {
            connection.Open();
            using var command = connection.CreateCommand();
            command.CommandText = "DROP TABLE progress; PRAGMA user_version = 1";
            command.ExecuteNonQuery();
        }

        await using var again = await OpenAsync(Options);
        await using var consumer = again.Subscribe(["topic"], "group");
        Assert.Single((await consumer.ReadAsync(10, Deadline)).Events);
    }

    [Fact]
    public async Task Consumed_events_are_trimmed_after_the_retention_time_and_others_are_not()
    {
        await using var log = await OpenAsync(Options with { Retention = TimeSpan.Zero, Partitions = 1, Group = "group" });
        await Task.WhenAll(log.PublishEach([.. Enumerable.Repeat(Message, 3000)]));
        await using var consumer = log.Subscribe(["topic"], "group");
        var partition = new EventPartition("topic", 0);
        Assert.NotEmpty((await consumer.ReadAsync(1000, Deadline)).Events);
        await consumer.CommitAsync(new Dictionary<EventPartition, long> { [partition] = 2500 });

        await Eventually(async () => (await FirstOffsetAsync(log)) == 2500);
        await Task.Delay(200); // nothing more is to happen
        Assert.Equal(2500, await FirstOffsetAsync(log));
        Assert.Equal(3000, (await log.PublishAsync(Message)).Offset);
    }

    private static async Task<SqliteEventLog> OpenAsync(SqliteEventLogOptions options)
    {
        var log = new SqliteEventLog(options, TimeProvider.System, NullLogger<SqliteEventLog>.Instance);
        await log.EnsureTopicsAsync(["topic"]);
        return log;
    }

    private SqliteConnection Lock()
    {
        var connection = new SqliteConnection($"Data Source={Options.Path};Pooling=False");
        connection.Open();
        using var command = connection.CreateCommand();
        command.CommandText = "BEGIN IMMEDIATE";
        command.ExecuteNonQuery();
        return connection;
    }

    private static async Task<long> FirstOffsetAsync(SqliteEventLog log)
    {
        await using var other = log.Subscribe(["topic"], Guid.NewGuid().ToString());
        return (await other.ReadAsync(1, Deadline)).Events[0].Offset;
    }

    private static async Task Eventually(Func<Task<bool>> condition)
    {
        var watch = Stopwatch.StartNew();
        while (!await condition())
        {
            Assert.True(watch.Elapsed < Deadline, "it did not happen in time");
            await Task.Delay(100);
        }
    }
}

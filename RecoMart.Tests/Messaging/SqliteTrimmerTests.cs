using Microsoft.Extensions.Logging;
using RecoMart.Messaging;
using RecoMart.Messaging.Sqlite;
using RecoMart.Tests.Consumer;

namespace RecoMart.Tests.Messaging;

/// <summary>Which events the embedded log lets go, and when. The clock is the test's.</summary>
public sealed class SqliteTrimmerTests : IDisposable
{
    private const int Events = 10;
    private const string Owner = "recomart-consumer-group";

    private static readonly string s_deadLetters = EventTopics.DeadLettersOf(EventTopics.Users);

    private readonly TemporaryDirectory _directory = new();
    private readonly Clock _time = new();
    private readonly LogLines _lines = new();
    private readonly SqliteEventLogOptions _options;
    private readonly SqliteGroups _groups;
    private readonly SqliteDatabase _database;
    private readonly SqliteTrimmer _trimmer;

    public SqliteTrimmerTests()
    {
        _options = new SqliteEventLogOptions(_directory.Combine("log.db")) { Partitions = 1 };
        _groups = new SqliteGroups(_options.GroupsPath, _options.LeaseTime, _time);
        _database = new SqliteTopicFile(_options.Path).Open(durable: false, TimeSpan.FromSeconds(5));
        _trimmer = new SqliteTrimmer(_groups, _options, _time, _lines.CreateLogger("RecoMart.Messaging"));
        SqliteTopicFile.EnsureTopics(_database, [EventTopics.Users, s_deadLetters], 1);
        Publish();
    }

    public void Dispose()
    {
        _database.Dispose();
        _groups.Dispose();
        _lines.Dispose();
        _directory.Dispose();
    }

    [Fact]
    public void What_the_consumer_has_not_read_stays_however_long_that_takes()
    {
        Commit(Owner, EventTopics.Users, 4);
        Commit("another", EventTopics.Users, Events);

        Pass(days: 3650);

        Assert.Equal(4, First(EventTopics.Users));
        Assert.Empty(_lines.Lines);
    }

    [Fact]
    public void Before_the_consumer_has_begun_nothing_goes()
    {
        Commit("another", EventTopics.Users, Events);

        Pass(days: 3650);

        Assert.Equal(0, First(EventTopics.Users));
    }

    [Fact]
    public void Dead_letters_stay_until_a_replay_has_read_them()
    {
        Commit(Owner, s_deadLetters, Events);
        Pass(days: 3650);
        Assert.Equal(0, First(s_deadLetters));

        Commit(EventGroups.DeadLetterReplay, s_deadLetters, 6);
        Pass(days: 3650);
        Assert.Equal(6, First(s_deadLetters));
    }

    [Fact]
    public void A_group_of_somebody_elses_holds_events_back_while_it_is_seen()
    {
        Commit(Owner, EventTopics.Users, Events);
        Commit("another", EventTopics.Users, 2);

        for (var day = 0; day < 30; day++)
        {
            Assert.True(_groups.Acquire("another", "its reader"));
            Pass(days: 1);
        }

        Assert.Equal(2, First(EventTopics.Users));
        Assert.Empty(_lines.Lines);
    }

    [Fact]
    public async Task A_group_that_is_gone_for_the_retention_time_is_let_go_which_is_said_once_and_again_when_it_is_back()
    {
        Commit(Owner, EventTopics.Users, Events);
        Commit("another", EventTopics.Users, 2);

        Pass(days: 7);
        Assert.Equal(0, First(EventTopics.Users)); // both as old as that, and no older

        Pass(days: 1);
        Assert.Equal(9, First(EventTopics.Users)); // the last one always stays
        Publish();
        Commit(Owner, EventTopics.Users, 2 * Events);
        Pass(days: 8);

        Assert.Equal((2 * Events) - 1, First(EventTopics.Users));
        var line = Assert.Single(_lines.Lines);
        Assert.Contains("another", line, StringComparison.Ordinal);
        Assert.Contains("2026-01-27 10:00:00Z", line, StringComparison.Ordinal);

        await using var log = new SqliteEventLog(_options, TimeProvider.System, new Logger<SqliteEventLog>(new LoggerFactory([_lines])));
        await using var consumer = log.Subscribe([EventTopics.Users], "another");
        Assert.Single((await consumer.ReadAsync(10, TimeSpan.FromSeconds(30))).Events);
        Assert.Contains(_lines.Lines, line => line.Contains("from offset 2 on were deleted", StringComparison.Ordinal));
    }

    private void Publish() => _database.Write(() =>
    {
        var appender = new SqliteAppender(_database, _time.GetUtcNow());
        foreach (var topic in new[] { EventTopics.Users, s_deadLetters })
        {
            for (var i = 0; i < Events; i++)
                appender.Append(new EventMessage(topic, "key", "value"u8.ToArray()));
        }
        return true;
    });

    private void Commit(string group, string topic, long next)
    {
        Assert.True(_groups.Acquire(group, "its reader"));
        Assert.True(_groups.Commit(group, "its reader", [(SqliteTopicFile.Find(_database, topic)!.Identity, 0, next)]));
    }

    private void Pass(int days)
    {
        _time.Now += TimeSpan.FromDays(days);
        _trimmer.Trim(_database);
    }

    private long First(string topic) => SqliteTopicFile.FirstOffset(_database, SqliteTopicFile.Find(_database, topic)!, 0);

    private sealed class Clock : TimeProvider
    {
        public DateTimeOffset Now { get; set; } = new(2026, 1, 27, 10, 0, 0, TimeSpan.Zero);

        public override DateTimeOffset GetUtcNow() => Now;
    }
}

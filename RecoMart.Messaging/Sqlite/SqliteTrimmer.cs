namespace RecoMart.Messaging.Sqlite;

/// <summary>
/// Deletes events that every group has consumed and that are older than the retention time, a thousand at a time, so that no writer ever
/// waits long for it. The room they leave in the file is used again.
/// </summary>
internal sealed class SqliteTrimmer(SqliteGroups groups, SqliteEventLogOptions options, TimeProvider time)
{
    private const int Limit = 1000;
    private static readonly TimeSpan MoreIsThere = TimeSpan.FromMilliseconds(50);
    private static readonly TimeSpan NothingIsThere = TimeSpan.FromSeconds(30);

    private long _last = time.GetTimestamp();

    /// <summary>How long to wait until the next time.</summary>
    public TimeSpan Pause { get; private set; } = TimeSpan.FromSeconds(1);

    /// <summary>Whether that time is over.</summary>
    public bool IsDue => time.GetElapsedTime(_last) >= Pause;

    public void Trim(SqliteDatabase database)
    {
        Pause = NothingIsThere;
        _last = time.GetTimestamp();
        var before = (time.GetUtcNow() - options.Retention).ToUnixTimeMilliseconds();
        foreach (var topic in SqliteTopicFile.Names(database).Select(name => SqliteTopicFile.Find(database, name)).OfType<SqliteTopic>())
        {
            foreach (var (partition, committed) in groups.LeastCommitted(topic.Identity))
            {
                if (!SqliteTopicFile.HasTrimmable(database, topic, partition, committed, before))
                    continue;
                var trimmed = database.Write(() => SqliteTopicFile.Trim(database, topic, partition, committed, before, Limit));
                if (trimmed == Limit)
                    Pause = MoreIsThere;
            }
        }
    }
}

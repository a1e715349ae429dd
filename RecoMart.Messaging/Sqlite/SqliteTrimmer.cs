using Microsoft.Extensions.Logging;

namespace RecoMart.Messaging.Sqlite;

/// <summary>
/// Deletes events that are older than the retention time and that nobody needs any more, a thousand at a time, so that no writer ever
/// waits long for it. The room they leave in the file is used again. The group that a topic is there for keeps its events until it has
/// read them, if it takes years; any other group does so for as long as it was seen within the retention time.
/// </summary>
internal sealed class SqliteTrimmer(SqliteGroups groups, SqliteEventLogOptions options, TimeProvider time, ILogger logger)
{
    private const int Limit = 1000;
    private static readonly TimeSpan MoreIsThere = TimeSpan.FromMilliseconds(50);
    private static readonly TimeSpan NothingIsThere = TimeSpan.FromSeconds(30);

    private readonly HashSet<(string Topic, string Group)> _letGo = [];
    private long _last = time.GetTimestamp();

    /// <summary>How long to wait until the next time.</summary>
    public TimeSpan Pause { get; private set; } = TimeSpan.FromSeconds(1);

    /// <summary>Whether that time is over.</summary>
    public bool IsDue => time.GetElapsedTime(_last) >= Pause;

    public void Trim(SqliteDatabase database)
    {
        Pause = NothingIsThere;
        _last = time.GetTimestamp();
        var before = time.GetUtcNow() - options.Retention;
        foreach (var topic in SqliteTopicFile.Names(database).Select(name => SqliteTopicFile.Find(database, name)).OfType<SqliteTopic>())
        {
            foreach (var partition in groups.Offsets(topic.Identity).GroupBy(offset => offset.Partition))
                Trim(database, topic, partition.Key, [.. partition], before);
        }
    }

    private void Trim(
        SqliteDatabase database, SqliteTopic topic, int partition, IReadOnlyList<SqliteGroups.GroupOffset> offsets, DateTimeOffset before)
    {
        var owner = options.OwnerOf(topic.Name);
        // One that has not begun needs all of them.
        if (!offsets.Any(offset => offset.Group == owner))
            return;
        var least = offsets.Where(offset => offset.Group == owner || offset.Seen >= before).Min(offset => offset.Next);
        if (!SqliteTopicFile.HasTrimmable(database, topic, partition, least, before.ToUnixTimeMilliseconds()))
            return;
        var trimmed = database.Write(() => SqliteTopicFile.Trim(database, topic, partition, least, before.ToUnixTimeMilliseconds(), Limit));
        if (trimmed == Limit)
            Pause = MoreIsThere;
        if (trimmed > 0)
            Tell(topic, SqliteTopicFile.FirstOffset(database, topic, partition), offsets);
    }

    private void Tell(SqliteTopic topic, long first, IEnumerable<SqliteGroups.GroupOffset> offsets)
    {
        foreach (var offset in offsets.Where(offset => offset.Next < first && _letGo.Add((topic.Name, offset.Group))))
            logger.GroupLetGo(offset.Group, offset.Seen, options.Retention, topic.Name);
    }
}

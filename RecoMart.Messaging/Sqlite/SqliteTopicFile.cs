using Microsoft.Data.Sqlite;

namespace RecoMart.Messaging.Sqlite;

/// <summary>One file of topics and events, as its writer and its readers see it: the tables and what is asked of them.</summary>
internal sealed class SqliteTopicFile(string path)
{
    // Row ids count up within a partition and are never given twice (the last event of a partition is never trimmed).
    private static readonly string[] s_schema =
    [
        """
        CREATE TABLE log (id TEXT NOT NULL);
        INSERT INTO log VALUES (lower(hex(randomblob(16))));
        CREATE TABLE topics (
            number INTEGER PRIMARY KEY AUTOINCREMENT,
            name TEXT NOT NULL UNIQUE,
            id TEXT NOT NULL,
            partitions INTEGER NOT NULL);
        CREATE TABLE events (
            id INTEGER PRIMARY KEY,
            timestamp INTEGER NOT NULL,
            key TEXT,
            value BLOB,
            headers BLOB)
        """,
        SqliteProgress.Schema,
    ];

    public string Path => path;

    public SqliteDatabase Open(bool durable, TimeSpan wait) => SqliteDatabase.Open(path, durable, wait, s_schema);

    public static void EnsureTopics(SqliteDatabase database, IEnumerable<string> topics, int partitions)
    {
        // A start with everything there must not have to write, so that it works on a full disk too.
        var missing = topics.Where(topic => Find(database, topic) is null).ToList();
        if (missing.Count == 0)
            return;
        database.Write(() =>
        {
            foreach (var topic in missing)
            {
                database.Statement(
                        "INSERT INTO topics (name, id, partitions) VALUES (?1, lower(hex(randomblob(8))), ?2) ON CONFLICT DO NOTHING")
                    .Bind(1, topic).Bind(2, partitions).Run();
            }
            return true;
        });
    }

    public static SqliteTopic? Find(SqliteDatabase database, string name)
    {
        var statement = database
            .Statement("SELECT number, log.id || '/' || topics.id, partitions FROM topics, log WHERE name = ?1").Bind(1, name);
        if (!statement.Step())
            return null;
        var topic = new SqliteTopic(name, statement.Int64(0), statement.Text(1), (int)statement.Int64(2));
        statement.Reset();
        return topic;
    }

    public static IReadOnlyList<string> Names(SqliteDatabase database)
    {
        var names = new List<string>();
        var statement = database.Statement("SELECT name FROM topics");
        while (statement.Step())
            names.Add(statement.Text(0));
        return names;
    }

    public static long NextOffset(SqliteDatabase database, SqliteTopic topic, int partition)
    {
        var last = database.Statement("SELECT max(id) FROM events WHERE id >= ?1 AND id < ?2")
            .Bind(1, topic.RowId(partition, 0)).Bind(2, topic.RowId(partition + 1, 0)).Scalar();
        return last is { } id ? SqliteTopic.Offset(id) + 1 : 0;
    }

    public static long FirstOffset(SqliteDatabase database, SqliteTopic topic, int partition)
    {
        var first = database.Statement("SELECT min(id) FROM events WHERE id >= ?1 AND id < ?2")
            .Bind(1, topic.RowId(partition, 0)).Bind(2, topic.RowId(partition + 1, 0)).Scalar();
        return first is { } id ? SqliteTopic.Offset(id) : 0;
    }

    /// <summary>How many events a partition has from an offset on, or from its first one.</summary>
    public static long CountFrom(SqliteDatabase database, SqliteTopic topic, int partition, long? offset) =>
        Math.Max(0, NextOffset(database, topic, partition) - Math.Max(offset ?? 0, FirstOffset(database, topic, partition)));

    /// <summary>Deletes at most <paramref name="limit"/> events of a partition, those before an offset and a time.</summary>
    /// <returns>How many.</returns>
    public static int Trim(SqliteDatabase database, SqliteTopic topic, int partition, long beforeOffset, long beforeTimestamp, int limit)
    {
        // The last one stays: the next offset is counted from it.
        var end = Math.Min(beforeOffset, NextOffset(database, topic, partition) - 1);
        var first = FirstOffset(database, topic, partition);
        end = Math.Min(end, first + limit);
        return end <= first
            ? 0
            : database.Statement("DELETE FROM events WHERE id >= ?1 AND id < ?2 AND timestamp < ?3")
                .Bind(1, topic.RowId(partition, first)).Bind(2, topic.RowId(partition, end)).Bind(3, beforeTimestamp).Run();
    }

    /// <summary>Whether the oldest event of a partition is one for <see cref="Trim"/>; to know it takes no lock.</summary>
    public static bool HasTrimmable(SqliteDatabase database, SqliteTopic topic, int partition, long beforeOffset, long beforeTimestamp) =>
        database.Statement("SELECT timestamp FROM events WHERE id >= ?1 AND id < ?2 ORDER BY id LIMIT 1")
            .Bind(1, topic.RowId(partition, 0)).Bind(2, topic.RowId(partition, beforeOffset)).Scalar() < beforeTimestamp;

    public static void DeleteTopic(SqliteDatabase database, string name) => database.Write(() =>
    {
        if (Find(database, name) is { } topic)
        {
            database.Statement("DELETE FROM events WHERE id >= ?1 AND id < ?2")
                .Bind(1, topic.RowId(0, 0)).Bind(2, topic.RowId(topic.Partitions, 0)).Run();
            database.Statement("DELETE FROM topics WHERE number = ?1").Bind(1, topic.Number).Run();
        }
        return true;
    });

    public EventLogUnavailableException HasNoTopic(string topic) => new($"The event log {path} has no topic {topic}.");

    /// <summary>What an error of SQLite's means to whoever wanted to write or read an event.</summary>
    public EventLogUnavailableException Unavailable(string what, SqliteException exception) =>
        new($"{what} in the event log {path} failed: {exception.Message.TrimEnd('.')}.", exception);
}

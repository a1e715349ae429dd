namespace RecoMart.Messaging.Sqlite;

/// <summary>
/// Appends events to one file, and in the same transaction writes down how far a group has come with what they were made of. The file of
/// the groups would not do for that: a transaction over two files in WAL mode is not one after a power failure.
/// </summary>
internal sealed class SqliteProgress(SqliteTopicFile file, TimeSpan wait, TimeProvider time) : IDisposable
{
    public const string Schema = """
        CREATE TABLE progress (
            topic TEXT NOT NULL,
            partition INTEGER NOT NULL,
            grp TEXT NOT NULL,
            next INTEGER NOT NULL,
            PRIMARY KEY (topic, partition, grp)) WITHOUT ROWID
        """;

    private SqliteDatabase? _database;

    public SqliteTopicFile File => file;

    /// <summary>How far a group has come, as far as this file knows.</summary>
    /// <returns>Null if it never made anything here of that partition.</returns>
    public long? Next(string group, string identity, int partition) =>
        Open().Statement("SELECT next FROM progress WHERE topic = ?1 AND partition = ?2 AND grp = ?3")
            .Bind(1, identity).Bind(2, partition).Bind(3, group).Scalar();

    /// <summary>Appends the events and remembers the offsets.</summary>
    /// <param name="messages">The events.</param>
    /// <param name="group">The group.</param>
    /// <param name="offsets">By topic identity and partition: where the group stood for all that its member knows, and where it stands then.</param>
    /// <param name="isMember">Whether it still is a member; asked when nobody else can write here any more.</param>
    /// <returns>False, and nothing was done, if another member has come further meanwhile.</returns>
    /// <exception cref="EventLogUnavailableException">One of the topics does not exist.</exception>
    public bool Append(
        IReadOnlyList<EventMessage> messages,
        string group,
        IReadOnlyList<(string Identity, int Partition, long Known, long Next)> offsets,
        Func<bool> isMember)
    {
        try
        {
            var database = Open();
            return database.Write(() =>
            {
                if (!isMember() || offsets.Any(offset => Next(group, offset.Identity, offset.Partition) > offset.Known))
                    return false;
                var appender = new SqliteAppender(database, time.GetUtcNow());
                foreach (var message in messages)
                    _ = appender.Append(message) ?? throw file.HasNoTopic(message.Topic);
                foreach (var (identity, partition, _, next) in offsets)
                {
                    database.Statement("""
                        INSERT INTO progress (topic, partition, grp, next) VALUES (?1, ?2, ?3, ?4)
                        ON CONFLICT (topic, partition, grp) DO UPDATE SET next = excluded.next
                        """)
                        .Bind(1, identity).Bind(2, partition).Bind(3, group).Bind(4, next).Run();
                }
                return true;
            });
        }
        catch
        {
            // Whatever state it is in: the next one starts from what is on the disk.
            Dispose();
            throw;
        }
    }

    public void Dispose()
    {
        _database?.Dispose();
        _database = null;
    }

    private SqliteDatabase Open() => _database ??= file.Open(durable: true, wait);
}

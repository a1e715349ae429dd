using Microsoft.Data.Sqlite;

namespace RecoMart.Messaging.Sqlite;

/// <summary>
/// The file of the groups: who has a group at the moment (a lease), and how far each group has come. It is flushed to disk now and then
/// only: after a power failure some events are read once more.
/// </summary>
internal sealed class SqliteGroups(string path, TimeSpan leaseTime, TimeProvider time) : IDisposable
{
    private const string Schema = """
        CREATE TABLE leases (grp TEXT PRIMARY KEY, owner TEXT NOT NULL, expires INTEGER NOT NULL);
        CREATE TABLE offsets (
            topic TEXT NOT NULL,
            partition INTEGER NOT NULL,
            grp TEXT NOT NULL,
            next INTEGER NOT NULL,
            PRIMARY KEY (topic, partition, grp)) WITHOUT ROWID
        """;

    private readonly Lock _lock = new();
    private SqliteDatabase? _database;

    /// <summary>Takes the group, or keeps it for another lease time.</summary>
    /// <returns>Whether <paramref name="owner"/> has it now.</returns>
    public bool Acquire(string group, string owner)
    {
        lock (_lock)
        {
            var database = Open();
            var now = time.GetUtcNow().ToUnixTimeMilliseconds();
            // Looked at first: those who stand by must not write every time. A time too far ahead is from before the clock was put back.
            var held = database.Statement("SELECT 1 FROM leases WHERE grp = ?1 AND owner <> ?2 AND expires > ?3 AND expires <= ?4")
                .Bind(1, group).Bind(2, owner).Bind(3, now).Bind(4, now + (long)leaseTime.TotalMilliseconds).Scalar();
            if (held is not null)
                return false;
            return database.Write(() => database
                .Statement("""
                    INSERT INTO leases (grp, owner, expires) VALUES (?1, ?2, ?4)
                    ON CONFLICT (grp) DO UPDATE SET owner = excluded.owner, expires = excluded.expires
                    WHERE owner = excluded.owner OR expires <= ?3 OR expires > ?4
                    """)
                .Bind(1, group).Bind(2, owner).Bind(3, now).Bind(4, now + (long)leaseTime.TotalMilliseconds).Run()) == 1;
        }
    }

    public void Release(string group, string owner)
    {
        lock (_lock)
        {
            var database = Open();
            database.Write(() => database.Statement("DELETE FROM leases WHERE grp = ?1 AND owner = ?2").Bind(1, group).Bind(2, owner).Run());
        }
    }

    /// <summary>Remembers offsets, by topic identity.</summary>
    /// <returns>False, and nothing is remembered, if another one has the group.</returns>
    public bool Commit(string group, string owner, IEnumerable<(string Identity, int Partition, long Next)> offsets)
    {
        lock (_lock)
        {
            var database = Open();
            return database.Write(() =>
            {
                if (database.Statement("SELECT 1 FROM leases WHERE grp = ?1 AND owner = ?2").Bind(1, group).Bind(2, owner).Scalar() is null)
                    return false;
                foreach (var (identity, partition, next) in offsets)
                {
                    database.Statement("""
                        INSERT INTO offsets (topic, partition, grp, next) VALUES (?1, ?2, ?3, ?4)
                        ON CONFLICT (topic, partition, grp) DO UPDATE SET next = excluded.next
                        """)
                        .Bind(1, identity).Bind(2, partition).Bind(3, group).Bind(4, next).Run();
                }
                return true;
            });
        }
    }

    /// <summary>The committed offset of a group.</summary>
    /// <returns>Null if it has none yet.</returns>
    public long? Committed(string group, string identity, int partition)
    {
        lock (_lock)
        {
            return Open().Statement("SELECT next FROM offsets WHERE topic = ?1 AND partition = ?2 AND grp = ?3")
                .Bind(1, identity).Bind(2, partition).Bind(3, group).Scalar();
        }
    }

    /// <summary>For each partition that any group has committed: the least of the groups' offsets.</summary>
    public IReadOnlyList<(int Partition, long Offset)> LeastCommitted(string identity)
    {
        lock (_lock)
        {
            var partitions = new List<(int, long)>();
            var statement = Open().Statement("SELECT partition, min(next) FROM offsets WHERE topic = ?1 GROUP BY partition").Bind(1, identity);
            while (statement.Step())
                partitions.Add(((int)statement.Int64(0), statement.Int64(1)));
            return partitions;
        }
    }

    public EventLogUnavailableException Unavailable(string what, SqliteException exception) =>
        new($"{what} in {path} failed: {exception.Message.TrimEnd('.')}.", exception);

    public void Dispose()
    {
        lock (_lock)
        {
            _database?.Dispose();
            _database = null;
        }
    }

    private SqliteDatabase Open() => _database ??= SqliteDatabase.Open(path, durable: false, EventLimits.CheckTimeout, Schema);
}

using Microsoft.Data.Sqlite;

namespace RecoMart.Messaging.Sqlite;

/// <summary>
/// The file of the groups: who has a group at the moment (a lease), and how far each group has come. It is flushed to disk now and then
/// only: after a power failure some events are read once more.
/// </summary>
internal sealed class SqliteGroups(string path, TimeSpan leaseTime, TimeProvider time) : IDisposable
{
    private static readonly string[] s_schema =
    [
        """
        CREATE TABLE leases (grp TEXT PRIMARY KEY, owner TEXT NOT NULL, expires INTEGER NOT NULL);
        CREATE TABLE offsets (
            topic TEXT NOT NULL,
            partition INTEGER NOT NULL,
            grp TEXT NOT NULL,
            next INTEGER NOT NULL,
            PRIMARY KEY (topic, partition, grp)) WITHOUT ROWID
        """,
        """
        CREATE TABLE seen (grp TEXT PRIMARY KEY, at INTEGER NOT NULL);
        INSERT INTO seen SELECT DISTINCT grp, 1000 * CAST(strftime('%s', 'now') AS INTEGER) FROM offsets
        """,
    ];

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
            return database.Write(() =>
            {
                var taken = database
                    .Statement("""
                        INSERT INTO leases (grp, owner, expires) VALUES (?1, ?2, ?4)
                        ON CONFLICT (grp) DO UPDATE SET owner = excluded.owner, expires = excluded.expires
                        WHERE owner = excluded.owner OR expires <= ?3 OR expires > ?4
                        """)
                    .Bind(1, group).Bind(2, owner).Bind(3, now).Bind(4, now + (long)leaseTime.TotalMilliseconds).Run() == 1;
                if (taken)
                    database.Statement("INSERT OR REPLACE INTO seen (grp, at) VALUES (?1, ?2)").Bind(1, group).Bind(2, now).Run();
                return taken;
            });
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

    /// <summary>Whether nobody else has taken the group from <paramref name="owner"/>.</summary>
    public bool Holds(string group, string owner)
    {
        lock (_lock)
        {
            return Open().Statement("SELECT 1 FROM leases WHERE grp = ?1 AND owner = ?2").Bind(1, group).Bind(2, owner).Scalar() is not null;
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
                if (!Holds(group, owner))
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

    /// <summary>How far each group has come in each partition of a topic.</summary>
    public IReadOnlyList<GroupOffset> Offsets(string identity)
    {
        lock (_lock)
        {
            var offsets = new List<GroupOffset>();
            var statement = Open()
                .Statement("SELECT grp, partition, next, ifnull(at, 0) FROM offsets LEFT JOIN seen USING (grp) WHERE topic = ?1").Bind(1, identity);
            while (statement.Step())
            {
                offsets.Add(new GroupOffset(
                    statement.Text(0), (int)statement.Int64(1), statement.Int64(2), DateTimeOffset.FromUnixTimeMilliseconds(statement.Int64(3))));
            }
            return offsets;
        }
    }

    /// <summary>How far a group has come in a partition.</summary>
    /// <param name="Group">The group.</param>
    /// <param name="Partition">The partition.</param>
    /// <param name="Next">The offset it reads next.</param>
    /// <param name="Seen">When it last had a reader.</param>
    internal readonly record struct GroupOffset(string Group, int Partition, long Next, DateTimeOffset Seen);

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

    private SqliteDatabase Open() => _database ??= SqliteDatabase.Open(path, durable: false, EventLimits.CheckTimeout, s_schema);
}

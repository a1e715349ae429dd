using Microsoft.Extensions.Logging;

namespace RecoMart.Messaging.Sqlite;

/// <summary>Reads topics of one file, from one position for each partition. Not for several threads at once.</summary>
internal sealed class SqliteEventReader(SqliteTopicFile file, IReadOnlyList<string> topics, ILogger logger) : IDisposable
{
    private readonly Dictionary<EventPartition, Position> _positions = [];
    private SqliteDatabase? _database;
    private long _emptyVersion = -1;
    private int _turn;

    /// <summary>Forgets all positions, and what it read of a file that may be another one now.</summary>
    public IReadOnlyCollection<EventPartition> Forget()
    {
        var partitions = _positions.Keys.ToList();
        _positions.Clear();
        _emptyVersion = -1;
        return partitions;
    }

    /// <summary>The identity of the topic that a partition is being read of; null if none of it was.</summary>
    public string? IdentityOf(EventPartition partition) => _positions.TryGetValue(partition, out var position) ? position.Topic.Identity : null;

    /// <summary>Reads what is there.</summary>
    /// <param name="events">Where it goes.</param>
    /// <param name="revoked">Gets the partitions of topics that were deleted, or made again.</param>
    /// <param name="maxEvents">Stops at so many altogether.</param>
    /// <param name="committed">Gives the offset to start at, by topic identity and partition; null for the oldest.</param>
    public void Read(List<ReceivedEvent> events, HashSet<EventPartition> revoked, int maxEvents, Func<string, int, long?> committed)
    {
        var database = Open();
        // Asked before reading: what is committed while reading changes it again.
        var version = database.DataVersion();
        if (version == _emptyVersion)
            return;

        var read = database.Read(() =>
        {
            Position[] positions = [.. topics.SelectMany(topic => Positions(database, topic, revoked, committed))];
            var bytes = 0;
            var before = events.Count;
            // Beginning with another partition each time, so that a full one does not keep the others waiting.
            for (var i = 0; i < positions.Length && events.Count < maxEvents && bytes < EventLimits.BatchBytes; i++)
                bytes += Read(database, positions[(i + _turn) % positions.Length], events, maxEvents, bytes);
            _turn++;
            return events.Count - before;
        });
        _emptyVersion = read == 0 ? version : -1;
    }

    /// <summary>For each partition the committed offset, and the end.</summary>
    public void AddLag(Dictionary<EventPartition, PartitionLag> lag, Func<string, int, long?> committed)
    {
        var database = Open();
        database.Read(() =>
        {
            foreach (var (partition, position) in _positions)
            {
                var next = SqliteTopicFile.NextOffset(database, position.Topic, position.Partition);
                var done = committed(position.Topic.Identity, position.Partition)
                    ?? SqliteTopicFile.FirstOffset(database, position.Topic, position.Partition);
                lag[partition] = new PartitionLag(done, Math.Max(done, next));
            }
            return true;
        });
    }

    public void Dispose() => Close();

    /// <summary>Closes the file; the next read opens it again.</summary>
    public void Close()
    {
        _database?.Dispose();
        _database = null;
        _emptyVersion = -1;
    }

    private SqliteDatabase Open() => _database ??= file.Open(durable: false, EventLimits.CheckTimeout);

    private IEnumerable<Position> Positions(
        SqliteDatabase database, string name, HashSet<EventPartition> revoked, Func<string, int, long?> committed)
    {
        var topic = SqliteTopicFile.Find(database, name);
        foreach (var (partition, position) in _positions.Where(known => known.Key.Topic == name).ToList())
        {
            if (position.Topic != topic)
            {
                revoked.Add(partition);
                _positions.Remove(partition);
            }
        }
        for (var partition = 0; partition < topic?.Partitions; partition++)
        {
            var key = new EventPartition(name, partition);
            if (!_positions.TryGetValue(key, out var position))
            {
                var next = committed(topic.Identity, partition);
                TellWhatIsGone(database, topic, partition, next);
                _positions[key] = position = new Position(topic, partition) { Next = next ?? 0 };
            }
            yield return position;
        }
    }

    private void TellWhatIsGone(SqliteDatabase database, SqliteTopic topic, int partition, long? next)
    {
        if (next < SqliteTopicFile.FirstOffset(database, topic, partition))
            logger.EventsMissed(topic.Name, partition, next);
    }

    private static int Read(SqliteDatabase database, Position position, List<ReceivedEvent> events, int maxEvents, int bytes)
    {
        var (topic, partition) = (position.Topic, position.Partition);
        var before = bytes;
        var rows = database
            .Statement("SELECT id, timestamp, key, value, headers FROM events WHERE id >= ?1 AND id < ?2 ORDER BY id LIMIT ?3")
            .Bind(1, topic.RowId(partition, position.Next)).Bind(2, topic.RowId(partition + 1, 0)).Bind(3, maxEvents - events.Count);
        while (rows.Step())
        {
            var offset = SqliteTopic.Offset(rows.Int64(0));
            var value = rows.IsNull(3) ? null : rows.Bytes(3).ToArray();
            events.Add(new ReceivedEvent
            {
                Topic = topic.Name,
                Identity = topic.Identity,
                Partition = partition,
                Offset = offset,
                Timestamp = DateTimeOffset.FromUnixTimeMilliseconds(rows.Int64(1)),
                Key = rows.IsNull(2) ? null : rows.Text(2),
                Value = value is null ? (ReadOnlyMemory<byte>?)null : value, // without the cast null would become empty
                Headers = HeaderBytes.Decode(rows.Bytes(4)),
            });
            position.Next = offset + 1;
            bytes += value?.Length ?? 0;
            if (bytes >= EventLimits.BatchBytes)
            {
                rows.Reset();
                break;
            }
        }
        return bytes - before;
    }

    private sealed class Position(SqliteTopic topic, int partition)
    {
        public SqliteTopic Topic => topic;

        public int Partition => partition;

        public long Next { get; set; }
    }
}

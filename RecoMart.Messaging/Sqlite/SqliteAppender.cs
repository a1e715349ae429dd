namespace RecoMart.Messaging.Sqlite;

/// <summary>Appends events within one transaction, and so counts offsets on from what was in the file at its beginning.</summary>
internal sealed class SqliteAppender
{
    private readonly SqliteDatabase _database;
    private readonly Dictionary<string, OpenTopic?> _topics = [];

    // What it was last given stays: the time is that of the transaction, and the events of a request mostly share their headers.
    private readonly SqliteStatement _insertion;
    private IReadOnlyList<EventHeader>? _headers;

    public SqliteAppender(SqliteDatabase database, DateTimeOffset now)
    {
        _database = database;
        _insertion = database.Statement("INSERT INTO events (id, timestamp, key, value, headers) VALUES (?1, ?2, ?3, ?4, ?5)")
            .Bind(2, now.ToUnixTimeMilliseconds());
    }

    /// <summary>Appends an event.</summary>
    /// <returns>Where it stands; null if there is no such topic.</returns>
    public EventPosition? Append(EventMessage message)
    {
        if (!_topics.TryGetValue(message.Topic, out var open))
            _topics[message.Topic] = open = SqliteTopicFile.Find(_database, message.Topic) is { } found ? new OpenTopic(found) : null;
        if (open is null)
            return null;
        var partition = open.Topic.PartitionOf(message.Key);
        var offset = open.NextOffsets[partition] ?? SqliteTopicFile.NextOffset(_database, open.Topic, partition);
        if (_headers != message.Headers)
        {
            _insertion.Bind(5, HeaderBytes.Encode(message.Headers));
            _headers = message.Headers;
        }
        _insertion.Bind(1, open.Topic.RowId(partition, offset)).Bind(3, message.Key).Bind(4, message.Value).Run();
        open.NextOffsets[partition] = offset + 1;
        return new EventPosition(partition, offset);
    }

    private sealed class OpenTopic(SqliteTopic topic)
    {
        public SqliteTopic Topic => topic;

        public long?[] NextOffsets { get; } = new long?[topic.Partitions];
    }
}

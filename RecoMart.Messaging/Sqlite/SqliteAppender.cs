namespace RecoMart.Messaging.Sqlite;

/// <summary>Appends events within one transaction, and so counts offsets on from what was in the file at its beginning.</summary>
internal sealed class SqliteAppender(SqliteDatabase database, DateTimeOffset now)
{
    private readonly Dictionary<string, OpenTopic?> _topics = [];

    /// <summary>Appends an event.</summary>
    /// <returns>Where it stands; null if there is no such topic.</returns>
    public EventPosition? Append(EventMessage message)
    {
        if (!_topics.TryGetValue(message.Topic, out var open))
            _topics[message.Topic] = open = SqliteTopicFile.Find(database, message.Topic) is { } found ? new OpenTopic(found) : null;
        if (open is null)
            return null;
        var partition = open.Topic.PartitionOf(message.Key);
        var offset = open.NextOffsets[partition] ?? SqliteTopicFile.NextOffset(database, open.Topic, partition);
        SqliteTopicFile.Insert(database, open.Topic.RowId(partition, offset), now.ToUnixTimeMilliseconds(), message);
        open.NextOffsets[partition] = offset + 1;
        return new EventPosition(partition, offset);
    }

    private sealed class OpenTopic(SqliteTopic topic)
    {
        public SqliteTopic Topic => topic;

        public long?[] NextOffsets { get; } = new long?[topic.Partitions];
    }
}

namespace RecoMart.Messaging.Sqlite;

/// <summary>Appends events within one transaction, and so counts offsets on from what was in the file at its beginning.</summary>
internal sealed class SqliteAppender(SqliteDatabase database, DateTimeOffset now)
{
    private readonly Dictionary<string, SqliteTopic?> _topics = [];
    private readonly Dictionary<(SqliteTopic Topic, int Partition), long> _nextOffsets = [];

    /// <summary>Appends an event.</summary>
    /// <returns>Where it stands; null if there is no such topic.</returns>
    public EventPosition? Append(EventMessage message)
    {
        if (!_topics.TryGetValue(message.Topic, out var topic))
            _topics[message.Topic] = topic = SqliteTopicFile.Find(database, message.Topic);
        if (topic is null)
            return null;
        var partition = topic.PartitionOf(message.Key);
        if (!_nextOffsets.TryGetValue((topic, partition), out var offset))
            offset = SqliteTopicFile.NextOffset(database, topic, partition);
        SqliteTopicFile.Insert(database, topic.RowId(partition, offset), now.ToUnixTimeMilliseconds(), message);
        _nextOffsets[(topic, partition)] = offset + 1;
        return new EventPosition(partition, offset);
    }
}

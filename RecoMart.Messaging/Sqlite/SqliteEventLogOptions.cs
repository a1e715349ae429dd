namespace RecoMart.Messaging.Sqlite;

/// <summary>Settings of the embedded log.</summary>
/// <param name="Path">The file of the events. Those of the dead letters and of the groups stand beside it.</param>
internal sealed record SqliteEventLogOptions(string Path)
{
    public string Group { get; init; } = "recomart-consumer-group";

    public int Partitions { get; init; } = EventTopics.DefaultPartitions;

    /// <summary>How long consumed events are kept, and how long a group that nobody sees any more holds others back.</summary>
    public TimeSpan Retention { get; init; } = TimeSpan.FromDays(7);

    public TimeSpan PublishTimeout { get; init; } = EventLimits.PublishTimeout;

    /// <summary>How many events may wait for the disk.</summary>
    public int QueueCapacity { get; init; } = 16 * 1024;

    /// <summary>How long a consumer that does not say that it is alive keeps its group to itself.</summary>
    public TimeSpan LeaseTime { get; init; } = TimeSpan.FromSeconds(4);

    public string DeadLettersPath => System.IO.Path.ChangeExtension(Path, "dead-letters.db");

    /// <summary>The group that a topic is there for: what it has not read stays, however long that takes.</summary>
    public string OwnerOf(string topic) =>
        topic.EndsWith(EventTopics.DeadLetterSuffix, StringComparison.Ordinal) ? EventGroups.DeadLetterReplay : Group;

    public string GroupsPath => System.IO.Path.ChangeExtension(Path, "groups.db");
}

namespace RecoMart.Messaging;

/// <summary>The topics of RecoMart.</summary>
public static class EventTopics
{
    /// <summary>User events, keyed by <c>user_id</c>.</summary>
    public const string Users = "recomart-users";

    /// <summary>Transaction events, keyed by <c>user_id</c>.</summary>
    public const string Transactions = "recomart-transactions";

    /// <summary>What the name of a dead-letter topic ends with.</summary>
    public const string DeadLetterSuffix = "-dlq";

    /// <summary>How many partitions a topic is made with.</summary>
    public const int DefaultPartitions = 3;

    /// <summary>The topics that the API publishes to and the consumer reads.</summary>
    public static IReadOnlyList<string> Events { get; } = [Users, Transactions];

    /// <summary>All topics: those of <see cref="Events"/> and their dead letters.</summary>
    public static IReadOnlyList<string> All { get; } = [.. Events, .. Events.Select(DeadLettersOf)];

    /// <summary>The topic for events of <paramref name="topic"/> that can never succeed.</summary>
    /// <param name="topic">The topic they came from.</param>
    public static string DeadLettersOf(string topic) => topic + DeadLetterSuffix;
}

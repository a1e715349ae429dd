namespace RecoMart.Messaging;

/// <summary>Sizes that every kind of event log keeps to.</summary>
internal static class EventLimits
{
    /// <summary>The largest value an event may have when it is published. Whoever writes to Kafka by other means may go beyond.</summary>
    public const int ValueBytes = 4 * 1024 * 1024;

    /// <summary>A dead letter keeps what it was made of, which may be as large as an event, and its headers.</summary>
    public const int DeadLetterBytes = 2 * ValueBytes;

    /// <summary>A read ends when it has this many bytes of values, so that memory is bounded whatever the events' sizes.</summary>
    public const int BatchBytes = 8 * 1024 * 1024;

    /// <summary>How long a publish may take altogether before it has failed.</summary>
    public static readonly TimeSpan PublishTimeout = TimeSpan.FromSeconds(8);

    /// <summary>How long anything else may take.</summary>
    public static readonly TimeSpan RequestTimeout = TimeSpan.FromSeconds(5);

    /// <summary>How long a health check may take.</summary>
    public static readonly TimeSpan CheckTimeout = TimeSpan.FromSeconds(2);

    /// <summary>Throws if <paramref name="message"/> is too large.</summary>
    /// <exception cref="EventRejectedException">It is.</exception>
    public static void Check(EventMessage message)
    {
        ArgumentNullException.ThrowIfNull(message);
        var limit = message.Topic.EndsWith(EventTopics.DeadLetterSuffix, StringComparison.Ordinal) ? DeadLetterBytes : ValueBytes;
        if (message.Value?.Length > limit)
        {
            throw new EventRejectedException(
                message, $"An event of {message.Value.Value.Length} bytes is too large for {message.Topic}, which takes {limit}.");
        }
    }
}

namespace RecoMart.Messaging;

/// <summary>The groups of RecoMart, in addition to the configured one that reads the events.</summary>
public static class EventGroups
{
    /// <summary>The group that puts dead letters back.</summary>
    public const string DeadLetterReplay = "recomart-dead-letter-replay";
}

namespace RecoMart.Messaging;

/// <summary>What one read of an <see cref="IEventConsumer"/> brought.</summary>
/// <param name="Events">The events, in order within each partition; none when nothing came in time.</param>
/// <param name="Revoked">
/// Partitions that this consumer has lost since the read before. Another one starts on them at their committed offsets, so events of
/// theirs that are still at hand and not committed are to be dropped. (A partition lost and won again is here too, and its events come anew.)
/// </param>
public sealed record EventBatch(IReadOnlyList<ReceivedEvent> Events, IReadOnlyCollection<EventPartition> Revoked)
{
    /// <summary>Nothing came, nothing was lost.</summary>
    public static EventBatch Empty { get; } = new([], []);
}

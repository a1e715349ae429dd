namespace RecoMart.Messaging;

/// <summary>A member of a group that reads topics. One reader at a time; the other members may be called meanwhile.</summary>
public interface IEventConsumer : IAsyncDisposable
{
    /// <summary>The group.</summary>
    string Group { get; }

    /// <summary>
    /// Reads what comes next: events after those that an earlier read returned, beginning with the group's committed offsets. Returns as
    /// soon as there is anything. To be called at least every minute, even while paused, or the group takes this member for dead.
    /// </summary>
    /// <param name="maxEvents">At most this many, 1 or more.</param>
    /// <param name="maxWait">Returns with nothing after this time. While the log is out of reach, too: it is not an error to wait for it.</param>
    /// <param name="cancellationToken">Ends the wait; nothing that was read is lost.</param>
    Task<EventBatch> ReadAsync(int maxEvents, TimeSpan maxWait, CancellationToken cancellationToken = default);

    /// <summary>
    /// Remembers how far the group has come. The next reader of a partition starts there. Partitions that this consumer has lost meanwhile
    /// are left alone.
    /// </summary>
    /// <param name="nextOffsets">For each partition the offset to read next: one more than the last one done.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <exception cref="EventLogUnavailableException">The log did not answer in time; the next commit makes up for it.</exception>
    Task CommitAsync(IReadOnlyDictionary<EventPartition, long> nextOffsets, CancellationToken cancellationToken = default);

    /// <summary>
    /// Publishes events and commits: both or neither, whatever fails or is killed meanwhile. What is made of events that were read is so
    /// made once. The events may go to one topic or several, but not to events and dead letters at the same time.
    /// </summary>
    /// <param name="messages">The events; without any this only commits.</param>
    /// <param name="nextOffsets">As of <see cref="CommitAsync"/>.</param>
    /// <param name="cancellationToken">Ends the wait; it may be done all the same.</param>
    /// <returns>
    /// False if neither was done, as this consumer has lost one of the partitions, or is about to: the next reads say which. What is left
    /// may be tried again.
    /// </returns>
    /// <exception cref="EventRejectedException">The log will never take one of the events; neither was done.</exception>
    /// <exception cref="EventLogUnavailableException">
    /// Nobody knows whether it was done. This consumer is of no more use: the next member of the group starts where the log has it.
    /// </exception>
    Task<bool> PublishAndCommitAsync(
        IReadOnlyList<EventMessage> messages, IReadOnlyDictionary<EventPartition, long> nextOffsets, CancellationToken cancellationToken = default);

    /// <summary>While true, reads return no events; this stays a member of the group as long as they go on.</summary>
    bool Paused { get; set; }

    /// <summary>For each partition this consumer has at the moment: how far the group has come, and how far it could.</summary>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <exception cref="EventLogUnavailableException">The log did not answer in time.</exception>
    Task<IReadOnlyDictionary<EventPartition, PartitionLag>> GetLagAsync(CancellationToken cancellationToken = default);
}

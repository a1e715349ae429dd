namespace RecoMart.Messaging;

/// <summary>A durable, partitioned log of events: Kafka's, or the embedded one. All members may be called by several threads at once.</summary>
public interface IEventLog : IAsyncDisposable
{
    /// <summary>What it is, as OpenTelemetry's <c>messaging.system</c> names it: <c>kafka</c> or <c>sqlite</c>.</summary>
    string System { get; }

    /// <summary>Makes those of <paramref name="topics"/> that are missing.</summary>
    /// <param name="topics">Names of topics.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <exception cref="EventLogUnavailableException">The log did not answer in time.</exception>
    Task EnsureTopicsAsync(IReadOnlyCollection<string> topics, CancellationToken cancellationToken = default);

    /// <summary>
    /// What tells this topic from any other that ever had, or will have, the same name: Kafka's cluster id and topic id, or the embedded
    /// log's own ids. The text contains no white space and no comma.
    /// </summary>
    /// <param name="topic">A topic that exists.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <exception cref="EventLogUnavailableException">The log did not answer in time, or there is no such topic.</exception>
    Task<string> GetIdentityAsync(string topic, CancellationToken cancellationToken = default);

    /// <summary>Returns if the log is in reach. Writes nothing, and takes 2 s at most.</summary>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <exception cref="EventLogUnavailableException">It is not, for the reason in the message.</exception>
    Task CheckAsync(CancellationToken cancellationToken = default);

    /// <summary>Publishes an event; the task completes when the event is durable (on disk; with Kafka on all in-sync replicas).</summary>
    /// <param name="message">The event.</param>
    /// <param name="cancellationToken">Ends the wait; the event may be in the log then, or not.</param>
    /// <returns>Where it stands.</returns>
    /// <exception cref="EventLogUnavailableException">
    /// The log could not take it within about 10 s. It may be in the log all the same (never twice).
    /// </exception>
    Task<EventPosition> PublishAsync(EventMessage message, CancellationToken cancellationToken = default);

    /// <summary>
    /// Publishes many events at a time, each with a task as of <see cref="PublishAsync"/>; those with the same key stay in this order.
    /// </summary>
    /// <param name="messages">The events.</param>
    /// <param name="cancellationToken">Ends the waits.</param>
    /// <returns>As many tasks as there are messages, in their order.</returns>
    IReadOnlyList<Task<EventPosition>> PublishEach(IReadOnlyList<EventMessage> messages, CancellationToken cancellationToken = default);

    /// <summary>
    /// Joins a group that reads topics together; each partition is read by one member at a time. A topic that does not exist (yet) is
    /// read when it does.
    /// </summary>
    /// <param name="topics">Names of topics.</param>
    /// <param name="group">The group; null is the configured one (<c>group_id</c>). A new one starts with the oldest event there is.</param>
    /// <returns>The membership; disposing it leaves the group.</returns>
    IEventConsumer Subscribe(IReadOnlyCollection<string> topics, string? group = null);

    /// <summary>
    /// How much a group has still to do: for each partition, how many events it has not committed yet. Whoever asks need not be a member,
    /// and there need not be one; a group that was never there has all events before it.
    /// </summary>
    /// <param name="topics">Names of topics; those that do not exist have no partitions.</param>
    /// <param name="group">The group; null is the configured one (<c>group_id</c>).</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <exception cref="EventLogUnavailableException">The log did not answer in time.</exception>
    Task<IReadOnlyDictionary<EventPartition, long>> GetBacklogAsync(
        IReadOnlyCollection<string> topics, string? group = null, CancellationToken cancellationToken = default);
}

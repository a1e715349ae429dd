using System.Diagnostics;
using System.Text;
using Confluent.Kafka;
using Microsoft.Extensions.Logging;

namespace RecoMart.Messaging.Kafka;

/// <summary>
/// A member of a Kafka group. Before it hands out events it makes sure that their topic is still the one it began with
/// (<see cref="KafkaTopicWatch"/>).
/// </summary>
internal sealed class KafkaEventConsumer : IEventConsumer
{
    private static readonly TimeSpan Slice = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan BetweenIdleChecks = TimeSpan.FromSeconds(3);

    private readonly IConsumer<byte[]?, byte[]?> _client;
    private readonly KafkaAssignment _assignment;
    private readonly KafkaTopicWatch _watch;
    private readonly KafkaLag _lag;
    private readonly KafkaTransactions _transactions;
    private readonly TimeProvider _time;
    private readonly ILogger _logger;
    private readonly SemaphoreSlim _reading = new(1);
    private readonly HashSet<TopicPartition> _pausedPartitions = [];
    private Task _committing = Task.CompletedTask;
    private long? _idleCheck;

    // Read, but not handed out: the reader paused meanwhile, or the brokers did not say what topic they are of.
    private readonly List<ConsumeResult<byte[]?, byte[]?>> _held = [];

    // Not reported yet.
    private readonly HashSet<EventPartition> _lost = [];

    public KafkaEventConsumer(
        string group,
        IConsumer<byte[]?, byte[]?> client,
        KafkaAssignment assignment,
        IAdminClient admin,
        KafkaIdentities identities,
        KafkaTransactions transactions,
        TimeProvider time,
        ILogger logger)
    {
        Group = group;
        (_client, _assignment, _transactions, _time, _logger) = (client, assignment, transactions, time, logger);
        _watch = new KafkaTopicWatch(identities);
        _lag = new KafkaLag(client, admin, time);
    }

    public string Group { get; }

    public bool Paused { get; set; }

    public async Task<EventBatch> ReadAsync(int maxEvents, TimeSpan maxWait, CancellationToken cancellationToken = default)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(maxEvents);
        await _reading.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            // The client's own call blocks.
            await Task.Run(() => Poll(maxEvents, maxWait, cancellationToken), CancellationToken.None).ConfigureAwait(false);
            if (_held.Count == 0 && !Paused)
                await CheckWhileIdleAsync(cancellationToken).ConfigureAwait(false);
            if (_held.Count == 0 || Paused)
                return TakeLost([]);
            return await HandOutAsync(maxEvents, cancellationToken).ConfigureAwait(false);
        }
        catch (KafkaException exception) when (!exception.Error.IsFatal)
        {
            // To pause or to move a partition that the group takes away just now. The next read sees what is left.
            _logger.KafkaReadInterrupted(Group, exception.Error.Reason);
            return TakeLost([]);
        }
        finally
        {
            _reading.Release();
        }
    }

    public async Task CommitAsync(IReadOnlyDictionary<EventPartition, long> nextOffsets, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(nextOffsets);
        var mine = Mine(nextOffsets);
        if (mine.Count == 0)
            return;
        // One that hangs, as the group's broker is away, keeps a thread: not one more for each try.
        if (!_committing.IsCompleted)
            throw new EventLogUnavailableException($"Kafka has not answered the commit of {Group} before this one.");
        var committing = Task.Run(() => Commit(mine), CancellationToken.None);
        _committing = committing.ContinueWith(
            _ => { }, CancellationToken.None, TaskContinuationOptions.ExecuteSynchronously, TaskScheduler.Default);
        try
        {
            await committing.WaitAsync(EventLimits.RequestTimeout, cancellationToken).ConfigureAwait(false);
        }
        catch (TimeoutException exception)
        {
            throw new EventLogUnavailableException($"Kafka did not answer a commit of {Group} in time.", exception);
        }
    }

    public async Task<bool> PublishAndCommitAsync(
        IReadOnlyList<EventMessage> messages, IReadOnlyDictionary<EventPartition, long> nextOffsets, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(messages);
        ArgumentNullException.ThrowIfNull(nextOffsets);
        foreach (var message in messages)
            EventLimits.Check(message);
        // The client's own calls block, one after the other.
        return await Task.Run(() => PublishAndCommit(messages, nextOffsets), CancellationToken.None)
            .WaitAsync(cancellationToken).ConfigureAwait(false);
    }

    public Task<IReadOnlyDictionary<EventPartition, PartitionLag>> GetLagAsync(CancellationToken cancellationToken = default) =>
        _lag.GetAsync(_assignment.Assigned, cancellationToken);

    public async ValueTask DisposeAsync()
    {
        await _reading.WaitAsync().ConfigureAwait(false);
        await Task.Run(() =>
        {
            try
            {
                _client.Close();
            }
            catch (KafkaException exception)
            {
                _logger.LeavingGroupFailed(Group, exception.Error.Reason);
            }
            _client.Dispose();
            _transactions.Dispose();
        }).ConfigureAwait(false);
        _reading.Dispose();
    }

    // Until there is something to hand out, a loss to report, or no time left.
    private void Poll(int maxEvents, TimeSpan maxWait, CancellationToken cancellationToken)
    {
        var start = Stopwatch.GetTimestamp();
        var bytes = _held.Sum(Size);
        while (true)
        {
            ApplyPause();
            var left = maxWait - Stopwatch.GetElapsedTime(start);
            var anyToHandOut = _held.Count > 0 && !Paused;
            var wait = anyToHandOut || left <= TimeSpan.Zero ? TimeSpan.Zero : left < Slice ? left : Slice;
            var result = Consume(wait);
            // First, as the event may be of a partition that was lost and won again in the same call.
            DropLost();
            if (result is { IsPartitionEOF: true })
            {
                _lag.EndsAt(result.TopicPartitionOffset);
                continue;
            }
            if (result is not null)
            {
                _lag.Read(result.TopicPartitionOffset);
                _held.Add(result);
                bytes += Size(result);
            }
            if (_lost.Count > 0 || _held.Count >= maxEvents || bytes >= EventLimits.BatchBytes)
                return;
            if (result is null && (anyToHandOut || left <= TimeSpan.Zero || cancellationToken.IsCancellationRequested))
                return;
        }
    }

    private ConsumeResult<byte[]?, byte[]?>? Consume(TimeSpan wait)
    {
        try
        {
            return _client.Consume(wait);
        }
        catch (ConsumeException exception)
        {
            if (exception.Error.IsFatal)
                throw new EventLogUnavailableException($"Kafka's client has failed for good: {exception.Error.Reason}.", exception);
            // A topic that does not exist yet, brokers that are away: the client tries again by itself.
            _watch.Suspect();
            _logger.KafkaReadFailed(exception.Error.Reason);
            // What is broken for the moment comes back at once otherwise.
            Thread.Sleep(wait);
            return null;
        }
    }

    private async Task<EventBatch> HandOutAsync(int maxEvents, CancellationToken cancellationToken)
    {
        try
        {
            foreach (var topic in _held.Select(result => result.Topic).Distinct().ToList())
            {
                var ofTopic = _held.Where(result => result.Topic == topic).ToList();
                if (!await _watch.IsAsBeforeAsync(topic, ofTopic, cancellationToken).ConfigureAwait(false))
                    StartAnew(topic);
            }
        }
        catch (EventLogUnavailableException exception)
        {
            _logger.EventsWait(Group, exception.Message);
            return TakeLost([]);
        }
        List<ReceivedEvent> events = [.. _held.Take(maxEvents).Select(Receive)];
        _held.RemoveRange(0, events.Count);
        return TakeLost(events);
    }

    // A topic that was made again, and whose events end just where the old one had been read to, gives neither an error nor an event.
    private async Task CheckWhileIdleAsync(CancellationToken cancellationToken)
    {
        if (_idleCheck is { } last && _time.GetElapsedTime(last) < BetweenIdleChecks)
            return;
        _idleCheck = _time.GetTimestamp();
        try
        {
            foreach (var topic in _assignment.Assigned.Select(partition => partition.Topic).Distinct().ToList())
            {
                if (!await _watch.IsAsBeforeAsync(topic, [], cancellationToken).ConfigureAwait(false))
                    StartAnew(topic);
            }
        }
        catch (EventLogUnavailableException exception)
        {
            // The health check says so; the next look is near.
            _logger.TopicsUnknown(Group, exception.Message);
        }
    }

    // The topic was deleted and made again. What the client has read ahead is of the old one, and so is its position.
    private void StartAnew(string topic)
    {
        var partitions = _assignment.Assigned.Where(partition => partition.Topic == topic).ToList();
        Drop(partitions.Select(KafkaAssignment.ToEventPartition).ToList());
        foreach (var partition in partitions)
            _client.Seek(new TopicPartitionOffset(partition, Offset.Beginning));
        _watch.Accept(topic);
        _logger.TopicMadeAgain(topic, Group);
    }

    private void DropLost()
    {
        var lost = _assignment.TakeRevoked();
        if (lost.Count > 0)
            Drop(lost);
    }

    private void Drop(IReadOnlyCollection<EventPartition> partitions)
    {
        _held.RemoveAll(result => partitions.Contains(KafkaAssignment.ToEventPartition(result.TopicPartition)));
        _pausedPartitions.RemoveWhere(partition => partitions.Contains(KafkaAssignment.ToEventPartition(partition)));
        _watch.Forget(partitions);
        _lag.Forget(partitions);
        _lost.UnionWith(partitions);
    }

    private EventBatch TakeLost(List<ReceivedEvent> events)
    {
        if (_lost.Count == 0)
            return events.Count == 0 ? EventBatch.Empty : new EventBatch(events, []);
        EventPartition[] lost = [.. _lost];
        _lost.Clear();
        return new EventBatch(events, lost);
    }

    // Again and again, as partitions that the group has just given to this member are not paused.
    private void ApplyPause()
    {
        if (Paused)
        {
            var running = _assignment.Assigned.Except(_pausedPartitions).ToList();
            if (running.Count == 0)
                return;
            _client.Pause(running);
            _pausedPartitions.UnionWith(running);
        }
        else if (_pausedPartitions.Count > 0)
        {
            _client.Resume(_pausedPartitions);
            _pausedPartitions.Clear();
        }
    }

    private bool PublishAndCommit(IReadOnlyList<EventMessage> messages, IReadOnlyDictionary<EventPartition, long> nextOffsets)
    {
        // First: if the partitions are given away after this, the brokers know this member for one of before.
        var member = _client.ConsumerGroupMetadata;
        var mine = Mine(nextOffsets);
        if (mine.Count < nextOffsets.Count || !_transactions.Run(messages, mine, member))
            return false;
        _lag.Committed(mine);
        return true;
    }

    private List<TopicPartitionOffset> Mine(IReadOnlyDictionary<EventPartition, long> nextOffsets) =>
    [
        .. _assignment.Assigned
            .Where(partition => nextOffsets.ContainsKey(KafkaAssignment.ToEventPartition(partition)))
            .Select(partition => new TopicPartitionOffset(partition, nextOffsets[KafkaAssignment.ToEventPartition(partition)])),
    ];

    private void Commit(List<TopicPartitionOffset> offsets)
    {
        try
        {
            _client.Commit(offsets);
            _lag.Committed(offsets);
        }
        catch (KafkaException exception) when (exception.Error.Code
            is ErrorCode.IllegalGeneration or ErrorCode.UnknownMemberId or ErrorCode.RebalanceInProgress or ErrorCode.FencedInstanceId)
        {
            // The group is being shared out anew: the next read tells what was lost, the next commit makes up for the rest.
            _logger.CommitTooLate(Group, exception.Error.Reason);
        }
        catch (KafkaException exception)
        {
            throw new EventLogUnavailableException($"Kafka did not take a commit of {Group}: {exception.Error.Reason}.", exception);
        }
    }

    private ReceivedEvent Receive(ConsumeResult<byte[]?, byte[]?> result)
    {
        var message = result.Message;
        return new ReceivedEvent
        {
            Topic = result.Topic,
            Identity = _watch.IdentityOf(result.Topic),
            Partition = result.Partition.Value,
            Offset = result.Offset.Value,
            Key = message.Key is null ? null : Encoding.UTF8.GetString(message.Key),
            Value = message.Value is null ? (ReadOnlyMemory<byte>?)null : message.Value, // without the cast null would become empty
            Headers = KafkaHeaders.FromKafka(message.Headers),
            Timestamp = new DateTimeOffset(message.Timestamp.UtcDateTime),
        };
    }

    private static int Size(ConsumeResult<byte[]?, byte[]?> result) => result.Message.Value?.Length ?? 0;
}

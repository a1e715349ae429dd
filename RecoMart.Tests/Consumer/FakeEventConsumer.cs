using System.Collections.Concurrent;
using System.Diagnostics;
using RecoMart.Messaging;

namespace RecoMart.Tests.Consumer;

/// <summary>A member of a group of a <see cref="FakeEventLog"/>. A test may take partitions from it.</summary>
internal sealed class FakeEventConsumer(FakeEventLog log, IReadOnlyCollection<string> topics, string group) : IEventConsumer
{
    private readonly Dictionary<EventPartition, long> _positions = [];
    private readonly ConcurrentQueue<EventPartition> _revocations = [];
    private readonly HashSet<EventPartition> _lost = [];
    private int _readsWhilePaused;

    public string Group { get; } = group;

    public bool Paused { get; set; }

    public bool IsDisposed { get; private set; }

    public int ReadsWhilePaused => Volatile.Read(ref _readsWhilePaused);

    public Exception? CommitFailure { get; set; }

    /// <summary>A partition that another consumer takes before the next publishing with a commit.</summary>
    public EventPartition? LosesBeforePublishing { get; set; }

    /// <summary>Gives a partition to another consumer, for good.</summary>
    public void Revoke(EventPartition partition) => _revocations.Enqueue(partition);

    public async Task<EventBatch> ReadAsync(int maxEvents, TimeSpan maxWait, CancellationToken cancellationToken = default)
    {
        var start = Stopwatch.GetTimestamp();
        if (Paused)
            Interlocked.Increment(ref _readsWhilePaused);
        while (true)
        {
            cancellationToken.ThrowIfCancellationRequested();
            var revoked = new List<EventPartition>();
            while (_revocations.TryDequeue(out var lost))
            {
                _lost.Add(lost);
                revoked.Add(lost);
            }
            var events = Paused ? [] : Take(maxEvents);
            if (events.Count > 0 || revoked.Count > 0 || Stopwatch.GetElapsedTime(start) >= maxWait)
                return new EventBatch(events, revoked);
            await Task.Delay(2, cancellationToken);
        }
    }

    public Task CommitAsync(IReadOnlyDictionary<EventPartition, long> nextOffsets, CancellationToken cancellationToken = default)
    {
        if (CommitFailure is { } failure)
            return Task.FromException(failure);
        foreach (var (partition, next) in nextOffsets.Where(offset => !_lost.Contains(offset.Key)))
            log.Commit(Group, partition, next);
        return Task.CompletedTask;
    }

    public Task<bool> PublishAndCommitAsync(
        IReadOnlyList<EventMessage> messages, IReadOnlyDictionary<EventPartition, long> nextOffsets, CancellationToken cancellationToken = default)
    {
        if (LosesBeforePublishing is { } lost)
        {
            LosesBeforePublishing = null;
            Revoke(lost);
        }
        return _revocations.Any(nextOffsets.ContainsKey)
            ? Task.FromResult(false)
            : Task.Run(() => log.PublishAndCommit(Group, messages, nextOffsets), cancellationToken);
    }

    public Task<IReadOnlyDictionary<EventPartition, PartitionLag>> GetLagAsync(CancellationToken cancellationToken = default) =>
        Task.FromResult<IReadOnlyDictionary<EventPartition, PartitionLag>>(log.Partitions(topics).Where(partition => !_lost.Contains(partition)).ToDictionary(
            partition => partition,
            partition =>
            {
                var next = log.Committed(partition, Group);
                return new PartitionLag(next, next + log.From(partition, next).Count);
            }));

    public ValueTask DisposeAsync()
    {
        IsDisposed = true;
        return ValueTask.CompletedTask;
    }

    private List<ReceivedEvent> Take(int maxEvents)
    {
        var taken = new List<ReceivedEvent>();
        foreach (var partition in log.Partitions(topics).Where(partition => !_lost.Contains(partition)))
        {
            var position = _positions.TryGetValue(partition, out var known) ? known : log.Committed(partition, Group);
            var events = log.From(partition, position).Take(maxEvents - taken.Count).ToList();
            taken.AddRange(events);
            _positions[partition] = position + events.Count;
        }
        return taken;
    }
}

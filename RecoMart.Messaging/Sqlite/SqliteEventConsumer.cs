using Microsoft.Data.Sqlite;
using Microsoft.Extensions.Logging;

namespace RecoMart.Messaging.Sqlite;

/// <summary>
/// A member of a group of the embedded log: the one that reads, or one that stands by. It looks into the file's own change counter every
/// millisecond or few, which costs some microseconds and needs no help from the writing process.
/// </summary>
internal sealed class SqliteEventConsumer : IEventConsumer
{
    private static readonly TimeSpan Busy = TimeSpan.FromMilliseconds(1);
    private static readonly TimeSpan Quiet = TimeSpan.FromMilliseconds(5);
    private static readonly TimeSpan QuietAfter = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan Idle = TimeSpan.FromMilliseconds(50);
    private static readonly TimeSpan AfterFailure = TimeSpan.FromSeconds(1);

    private readonly Lock _lock = new();
    private readonly SqliteGroups _groups;
    private readonly IReadOnlyList<SqliteEventReader> _readers;
    private readonly TimeProvider _time;
    private readonly ILogger _logger;
    private readonly SqliteLease _lease;
    private long _lastEvent;
    private int _term;

    public SqliteEventConsumer(
        string group, SqliteGroups groups, IReadOnlyList<SqliteEventReader> readers, TimeSpan leaseTime, TimeProvider time, ILogger logger)
    {
        Group = group;
        (_groups, _readers, _time, _logger) = (groups, readers, time, logger);
        _lastEvent = time.GetTimestamp();
        _lease = new SqliteLease(groups, group, leaseTime, time, logger);
    }

    public string Group { get; }

    public bool Paused { get; set; }

    public async Task<EventBatch> ReadAsync(int maxEvents, TimeSpan maxWait, CancellationToken cancellationToken = default)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(maxEvents);
        var start = _time.GetTimestamp();
        while (true)
        {
            cancellationToken.ThrowIfCancellationRequested();
            var wait = TryRead(maxEvents, out var batch);
            var left = maxWait - _time.GetElapsedTime(start);
            if (batch.Events.Count > 0 || batch.Revoked.Count > 0 || left <= TimeSpan.Zero)
                return batch;
            await Task.Delay(wait < left ? wait : left, _time, cancellationToken).ConfigureAwait(false);
        }
    }

    public Task CommitAsync(IReadOnlyDictionary<EventPartition, long> nextOffsets, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(nextOffsets);
        try
        {
            lock (_lock)
            {
                if (_term == 0 || _lease.Term != _term)
                    return Task.CompletedTask;
                var mine = nextOffsets
                    .Select(offset => (Identity: IdentityOf(offset.Key), offset.Key.Partition, offset.Value))
                    .Where(offset => offset.Identity is not null)
                    .Select(offset => (offset.Identity!, offset.Partition, offset.Value))
                    .ToList();
                if (mine.Count > 0 && !_groups.Commit(Group, _lease.Owner, mine))
                    _lease.Lose();
            }
            return Task.CompletedTask;
        }
        catch (SqliteException exception)
        {
            return Task.FromException(_groups.Unavailable("A commit", exception));
        }
    }

    public Task<IReadOnlyDictionary<EventPartition, long>> GetLagAsync(CancellationToken cancellationToken = default)
    {
        var lag = new Dictionary<EventPartition, long>();
        try
        {
            lock (_lock)
            {
                foreach (var reader in _readers)
                    reader.AddLag(lag, Committed);
            }
            return Task.FromResult<IReadOnlyDictionary<EventPartition, long>>(lag);
        }
        catch (SqliteException exception)
        {
            return Task.FromException<IReadOnlyDictionary<EventPartition, long>>(_groups.Unavailable("Asking for the lag", exception));
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _lease.DisposeAsync().ConfigureAwait(false);
        lock (_lock)
        {
            foreach (var reader in _readers)
                reader.Dispose();
        }
        _groups.Dispose();
    }

    // Returns how long to wait before the next try.
    private TimeSpan TryRead(int maxEvents, out EventBatch batch)
    {
        batch = EventBatch.Empty;
        var events = new List<ReceivedEvent>();
        var revoked = new HashSet<EventPartition>();
        try
        {
            lock (_lock)
            {
                // Lost, or lost and won again: others may have read and committed meanwhile.
                if (_lease.Term != _term)
                {
                    foreach (var reader in _readers)
                        revoked.UnionWith(reader.Forget());
                    _term = _lease.Term;
                }
                if (_term > 0 && !Paused)
                {
                    foreach (var reader in _readers)
                        reader.Read(events, revoked, maxEvents, Committed);
                }
            }
        }
        catch (Exception exception) when (exception is SqliteException or IOException or UnauthorizedAccessException)
        {
            _logger.LogWarning("Reading from the event log failed, and is tried again: {Reason}", exception.Message);
            lock (_lock)
            {
                foreach (var reader in _readers)
                {
                    revoked.UnionWith(reader.Forget());
                    reader.Close();
                }
            }
            events.Clear();
            batch = new EventBatch([], revoked);
            return AfterFailure;
        }

        if (events.Count > 0)
            _lastEvent = _time.GetTimestamp();
        batch = events.Count == 0 && revoked.Count == 0 ? EventBatch.Empty : new EventBatch(events, revoked);
        return _term == 0 || Paused ? Idle : _time.GetElapsedTime(_lastEvent) < QuietAfter ? Busy : Quiet;
    }

    private long? Committed(string identity, int partition) => _groups.Committed(Group, identity, partition);

    private string? IdentityOf(EventPartition partition) =>
        _readers.Select(reader => reader.IdentityOf(partition)).FirstOrDefault(identity => identity is not null);
}

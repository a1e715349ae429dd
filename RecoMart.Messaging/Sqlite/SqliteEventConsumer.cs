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
    private readonly IReadOnlyList<SqliteProgress> _progress;
    private readonly Func<string, SqliteTopicFile> _fileOf;

    // Where the group stood in a partition when this consumer began it, and what it has committed since.
    private readonly Dictionary<(string Identity, int Partition), long> _known = [];
    private long _lastEvent;
    private int _term;

    /// <param name="group">The group.</param>
    /// <param name="groups">The file of the groups; this consumer's own.</param>
    /// <param name="readers">What it reads; its own.</param>
    /// <param name="progress">How far it has come, by each file of the log; its own.</param>
    /// <param name="fileOf">The file of a topic.</param>
    /// <param name="leaseTime">How long it may be silent.</param>
    /// <param name="time">The clock.</param>
    /// <param name="logger">Is told who reads, and what fails.</param>
    public SqliteEventConsumer(
        string group,
        SqliteGroups groups,
        IReadOnlyList<SqliteEventReader> readers,
        IReadOnlyList<SqliteProgress> progress,
        Func<string, SqliteTopicFile> fileOf,
        TimeSpan leaseTime,
        TimeProvider time,
        ILogger logger)
    {
        Group = group;
        (_groups, _readers, _progress, _fileOf, _time, _logger) = (groups, readers, progress, fileOf, time, logger);
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
                Commit(nextOffsets);
            return Task.CompletedTask;
        }
        catch (SqliteException exception)
        {
            return Task.FromException(_groups.Unavailable("A commit", exception));
        }
    }

    public async Task<bool> PublishAndCommitAsync(
        IReadOnlyList<EventMessage> messages, IReadOnlyDictionary<EventPartition, long> nextOffsets, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(messages);
        ArgumentNullException.ThrowIfNull(nextOffsets);
        foreach (var message in messages)
            EventLimits.Check(message);
        var files = messages.Select(message => _fileOf(message.Topic)).Distinct().ToList();
        if (files.Count > 1)
            throw new ArgumentException("Events and dead letters can't be published as one.", nameof(messages));
        // It has to wait for the disk, and maybe for another process's lock.
        return await Task.Run(() => PublishAndCommit(files.SingleOrDefault(), messages, nextOffsets), CancellationToken.None)
            .WaitAsync(cancellationToken).ConfigureAwait(false);
    }

    public Task<IReadOnlyDictionary<EventPartition, PartitionLag>> GetLagAsync(CancellationToken cancellationToken = default)
    {
        var lag = new Dictionary<EventPartition, PartitionLag>();
        try
        {
            lock (_lock)
            {
                foreach (var reader in _readers)
                    reader.AddLag(lag, Committed);
            }
            return Task.FromResult<IReadOnlyDictionary<EventPartition, PartitionLag>>(lag);
        }
        catch (SqliteException exception)
        {
            return Task.FromException<IReadOnlyDictionary<EventPartition, PartitionLag>>(_groups.Unavailable("Asking for the lag", exception));
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _lease.DisposeAsync().ConfigureAwait(false);
        lock (_lock)
        {
            foreach (var reader in _readers)
                reader.Dispose();
            foreach (var progress in _progress)
                progress.Dispose();
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
                        reader.Read(events, revoked, maxEvents, Begin);
                }
            }
        }
        catch (Exception exception) when (exception is SqliteException or IOException or UnauthorizedAccessException)
        {
            _logger.ReadFailed(exception.Message);
            lock (_lock)
            {
                foreach (var reader in _readers)
                {
                    revoked.UnionWith(reader.Forget());
                    reader.Close();
                }
                foreach (var progress in _progress)
                    progress.Dispose();
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

    private bool PublishAndCommit(
        SqliteTopicFile? file, IReadOnlyList<EventMessage> messages, IReadOnlyDictionary<EventPartition, long> nextOffsets)
    {
        lock (_lock)
        {
            var offsets = Mine(nextOffsets);
            if (offsets.Count < nextOffsets.Count)
                return false;
            try
            {
                if (file is not null && !ProgressIn(file).Append(
                    messages,
                    Group,
                    [.. offsets.Select(offset => (offset.Identity, offset.Partition, _known.GetValueOrDefault((offset.Identity, offset.Partition)), offset.Next))],
                    () => _groups.Holds(Group, _lease.Owner)))
                {
                    _lease.Lose();
                    return false;
                }
            }
            catch (SqliteException exception)
            {
                throw file!.Unavailable("Writing", exception);
            }
            try
            {
                // For whoever asks for the lag, and what may be trimmed. If it fails, the next member starts at the right place all the same.
                Commit(nextOffsets);
            }
            catch (SqliteException exception)
            {
                throw _groups.Unavailable("A commit", exception);
            }
            return true;
        }
    }

    private void Commit(IReadOnlyDictionary<EventPartition, long> nextOffsets)
    {
        var offsets = Mine(nextOffsets);
        if (offsets.Count == 0)
            return;
        if (!_groups.Commit(Group, _lease.Owner, offsets))
        {
            _lease.Lose();
            return;
        }
        foreach (var (identity, partition, next) in offsets)
            _known[(identity, partition)] = next;
    }

    // Of partitions that it has.
    private List<(string Identity, int Partition, long Next)> Mine(IReadOnlyDictionary<EventPartition, long> nextOffsets) =>
        _term == 0 || _lease.Term != _term
            ? []
            : [.. nextOffsets
                .Select(offset => (Identity: IdentityOf(offset.Key), offset.Key.Partition, Next: offset.Value))
                .Where(offset => offset.Identity is not null)
                .Select(offset => (offset.Identity!, offset.Partition, offset.Next))];

    private SqliteProgress ProgressIn(SqliteTopicFile file) => _progress.Single(progress => progress.File == file);

    private long? Begin(string identity, int partition)
    {
        var committed = Committed(identity, partition);
        _known[(identity, partition)] = committed ?? 0;
        return committed;
    }

    // What was made of events is noted beside it, and may be ahead of what is noted here.
    private long? Committed(string identity, int partition) => _progress
        .Select(progress => progress.Next(Group, identity, partition))
        .Append(_groups.Committed(Group, identity, partition))
        .Max();

    private string? IdentityOf(EventPartition partition) =>
        _readers.Select(reader => reader.IdentityOf(partition)).FirstOrDefault(identity => identity is not null);
}

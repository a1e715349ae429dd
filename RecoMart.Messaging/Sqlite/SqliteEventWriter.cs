using System.Threading.Channels;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.Logging;

namespace RecoMart.Messaging.Sqlite;

/// <summary>
/// Writes the events of this process to one file, on a thread of its own: all that wait are one transaction, with one flush to the
/// disk, and while the disk is busy the next ones gather.
/// </summary>
internal sealed class SqliteEventWriter : IAsyncDisposable
{
    private const int MaxEvents = 4096;
    private const int MaxBytes = 8 * 1024 * 1024;

    // So many at a time go on on one thread of the pool. One by one would wake a thread for each; all together would leave the others idle.
    private const int AnsweredTogether = 16;

    private static readonly TimeSpan FailureIsFresh = TimeSpan.FromSeconds(5);

    private readonly SqliteTopicFile _file;
    private readonly SqliteEventLogOptions _options;
    private readonly TimeProvider _time;
    private readonly SqliteTrimmer _trimmer;
    private readonly Channel<PendingEvent> _queue;
    private readonly PublishDeadlines<PendingEvent> _deadlines;
    private readonly Thread _thread;
    private volatile WriteFailure? _failure;

    public SqliteEventWriter(SqliteTopicFile file, SqliteGroups groups, SqliteEventLogOptions options, TimeProvider time, ILogger logger)
    {
        _file = file;
        _options = options;
        _time = time;
        _trimmer = new SqliteTrimmer(groups, options, time, logger);
        _queue = Channel.CreateBounded<PendingEvent>(new BoundedChannelOptions(options.QueueCapacity) { SingleReader = true });
        _deadlines = new PublishDeadlines<PendingEvent>(options.PublishTimeout, time, Expire);
        _thread = new Thread(Run) { Name = "event log writer", IsBackground = true };
        _thread.Start();
    }

    /// <summary>Why the last write failed, if that was a moment ago.</summary>
    public string? FreshFailure =>
        _failure is { } failure && _time.GetElapsedTime(failure.At) < FailureIsFresh ? failure.Reason : null;

    public Task<EventPosition> PublishAsync(EventMessage message, CancellationToken cancellationToken)
    {
        var pending = new PendingEvent(message, _time.GetTimestamp());
        try
        {
            EventLimits.Check(message);
            // Queued at once if there is room, and else behind those who wait for some: the order of the calls is the order in the log.
            var queued = _queue.Writer.WriteAsync(pending, CancellationToken.None);
            if (!queued.IsCompletedSuccessfully)
                _ = FailIfClosedAsync(queued, pending);
            _deadlines.Watch(pending);
        }
        catch (EventRejectedException exception)
        {
            pending.Fail(exception);
        }
        return pending.WaitAsync(cancellationToken);
    }

    public async ValueTask DisposeAsync()
    {
        _queue.Writer.TryComplete();
        await Task.Run(_thread.Join).ConfigureAwait(false);
        _deadlines.Dispose();
    }

    private static async Task FailIfClosedAsync(ValueTask queued, PendingEvent pending)
    {
        try
        {
            await queued.ConfigureAwait(false);
        }
        catch (ChannelClosedException exception)
        {
            pending.Fail(new EventLogUnavailableException("The event log is being closed.", exception));
        }
    }

    private void Expire(PendingEvent pending) => pending.Fail(new EventLogUnavailableException(
        $"The disk of the event log {_file.Path} did not take an event of {pending.Message.Topic} within {_options.PublishTimeout.TotalSeconds} s."));

    private void Run()
    {
        SqliteDatabase? database = null;
        var batch = new List<PendingEvent>();
        while (WaitForEvents(ref database))
        {
            Take(batch);
            try
            {
                database ??= Open();
                Write(database, batch);
                _failure = null;
                Answer(batch);
            }
            catch (Exception exception)
            {
                Fail(batch, exception);
                // Whatever state it is in: what made it fail may be gone, and a new one starts from what is on the disk.
                Close(ref database);
            }
            batch.Clear();
            // Between two batches under load, too, or it would never be done.
            TrimIfDue(ref database);
        }
        Close(ref database);
    }

    private bool WaitForEvents(ref SqliteDatabase? database)
    {
        var available = _queue.Reader.WaitToReadAsync().AsTask();
        while (!available.Wait(_trimmer.Pause))
            TrimIfDue(ref database);
        return available.Result;
    }

    private void TrimIfDue(ref SqliteDatabase? database)
    {
        if (!_trimmer.IsDue)
            return;
        try
        {
            database ??= Open();
            _trimmer.Trim(database);
        }
        catch (Exception exception) when (exception is SqliteException or IOException or UnauthorizedAccessException)
        {
            // Nobody waits for it, and it is tried again.
            Close(ref database);
        }
    }

    private void Take(List<PendingEvent> batch)
    {
        var bytes = 0;
        while (batch.Count < MaxEvents && bytes < MaxBytes && _queue.Reader.TryRead(out var pending))
        {
            // Nobody waits for it any more.
            if (pending.Task.IsCompleted)
                continue;
            batch.Add(pending);
            bytes += pending.Message.Value?.Length ?? 0;
        }
    }

    private void Write(SqliteDatabase database, List<PendingEvent> batch)
    {
        if (batch.Count == 0)
            return;
        database.Write(() =>
        {
            // A new one each time: another process may have written in between.
            var appender = new SqliteAppender(database, _time.GetUtcNow());
            foreach (var pending in batch)
            {
                // To get here may have taken long, if another process had the file's lock.
                if (pending.Task.IsCompleted)
                    continue;
                if (appender.Append(pending.Message) is { } position)
                    pending.Position = position;
                else
                    pending.Error = _file.HasNoTopic(pending.Message.Topic);
            }
            return true;
        });
    }

    private void Fail(List<PendingEvent> batch, Exception exception)
    {
        var unavailable = exception is SqliteException error
            ? _file.Unavailable("Writing", error)
            : new EventLogUnavailableException($"Writing in the event log {_file.Path} failed: {exception.Message.TrimEnd('.')}.", exception);
        _failure = new WriteFailure(unavailable.Message, _time.GetTimestamp());
        foreach (var pending in batch)
            pending.Error = unavailable;
        Answer(batch);
    }

    private static void Answer(List<PendingEvent> batch)
    {
        foreach (var together in batch.Chunk(AnsweredTogether))
        {
            ThreadPool.UnsafeQueueUserWorkItem(
                static together =>
                {
                    foreach (var pending in together)
                        pending.Answer();
                },
                together,
                preferLocal: false);
        }
    }

    // Half the time, so that those who wait hear of the lock and not only of the time.
    private SqliteDatabase Open() => _file.Open(durable: true, wait: _options.PublishTimeout / 2);

    private static void Close(ref SqliteDatabase? database)
    {
        try
        {
            database?.Dispose();
        }
        catch (SqliteException)
        {
            // Closing moves the write-ahead log into the file; the next one to open it does that, too.
        }
        database = null;
    }

    private sealed record WriteFailure(string Reason, long At);
}

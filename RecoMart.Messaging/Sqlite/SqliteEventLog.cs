using Microsoft.Data.Sqlite;
using Microsoft.Extensions.Logging;

namespace RecoMart.Messaging.Sqlite;

/// <summary>
/// The embedded log: SQLite files that the API's and the consumer's processes share. One file for each process that writes much, so that
/// none waits for another's lock: the events (the API's), the dead letters and the groups (the consumer's). Others may write to each of
/// them all the same, if not as fast.
/// </summary>
internal sealed class SqliteEventLog : IEventLog
{
    private readonly SqliteEventLogOptions _options;
    private readonly TimeProvider _time;
    private readonly ILogger _logger;
    private readonly SqliteGroups _groups;
    private readonly (SqliteTopicFile File, SqliteEventWriter Writer) _events;
    private readonly (SqliteTopicFile File, SqliteEventWriter Writer) _deadLetters;

    public SqliteEventLog(SqliteEventLogOptions options, TimeProvider time, ILogger<SqliteEventLog> logger)
    {
        (_options, _time, _logger) = (options, time, logger);
        _groups = new SqliteGroups(options.GroupsPath, options.LeaseTime, time);
        _events = Create(options.Path);
        _deadLetters = Create(options.DeadLettersPath);
    }

    public string System => "sqlite";

    private SqliteTopicFile[] Files => [_events.File, _deadLetters.File];

    public Task EnsureTopicsAsync(IReadOnlyCollection<string> topics, CancellationToken cancellationToken = default) =>
        RunAsync("Making topics", database: null, (file, database) =>
        {
            SqliteTopicFile.EnsureTopics(database, topics.Where(topic => FileOf(topic).File == file), _options.Partitions);
            return true;
        }, cancellationToken);

    public Task<string> GetIdentityAsync(string topic, CancellationToken cancellationToken = default) =>
        RunAsync("Reading", FileOf(topic).File, (file, database) => SqliteTopicFile.Find(database, topic)?.Identity
            ?? throw file.HasNoTopic(topic), cancellationToken);

    public async Task CheckAsync(CancellationToken cancellationToken = default)
    {
        if ((_events.Writer.FreshFailure ?? _deadLetters.Writer.FreshFailure) is { } reason)
            throw new EventLogUnavailableException(reason);
        await RunAsync("Reading", database: null, (_, open) => open.DataVersion(), cancellationToken).ConfigureAwait(false);
    }

    public Task<EventPosition> PublishAsync(EventMessage message, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(message);
        return FileOf(message.Topic).Writer.PublishAsync(message, cancellationToken);
    }

    public IReadOnlyList<Task<EventPosition>> PublishEach(
        IReadOnlyList<EventMessage> messages, CancellationToken cancellationToken = default) =>
        [.. messages.Select(message => PublishAsync(message, cancellationToken))];

    public IEventConsumer Subscribe(IReadOnlyCollection<string> topics, string? group = null) => new SqliteEventConsumer(
        group ?? _options.Group,
        new SqliteGroups(_options.GroupsPath, _options.LeaseTime, _time),
        [.. topics.GroupBy(topic => FileOf(topic).File).Select(file => new SqliteEventReader(file.Key, [.. file], _logger))],
        [.. Files.Select(file => new SqliteProgress(file, _options.PublishTimeout / 2, _time))],
        topic => FileOf(topic).File,
        _options.LeaseTime,
        _time,
        _logger);

    public async Task<IReadOnlyDictionary<EventPartition, long>> GetBacklogAsync(
        IReadOnlyCollection<string> topics, string? group = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(topics);
        var backlog = new Dictionary<EventPartition, long>();
        foreach (var file in topics.GroupBy(topic => FileOf(topic).File))
        {
            var partitions = await RunAsync(
                "Asking for the backlog", file.Key, (_, database) => Backlog(database, file, group ?? _options.Group), cancellationToken).ConfigureAwait(false);
            foreach (var (partition, events) in partitions)
                backlog[partition] = events;
        }
        return backlog;
    }

    /// <summary>Deletes a topic with its events.</summary>
    public Task DeleteTopicAsync(string topic) => RunAsync("Deleting", FileOf(topic).File, (_, database) =>
    {
        SqliteTopicFile.DeleteTopic(database, topic);
        return true;
    }, CancellationToken.None);

    public async ValueTask DisposeAsync()
    {
        await _events.Writer.DisposeAsync().ConfigureAwait(false);
        await _deadLetters.Writer.DisposeAsync().ConfigureAwait(false);
        _groups.Dispose();
    }

    private List<(EventPartition Partition, long Events)> Backlog(SqliteDatabase database, IEnumerable<string> topics, string group) =>
        database.Read(() => topics
            .Select(topic => SqliteTopicFile.Find(database, topic))
            .OfType<SqliteTopic>()
            .SelectMany(topic => Enumerable.Range(0, topic.Partitions).Select(partition => (
                new EventPartition(topic.Name, partition),
                SqliteTopicFile.CountFrom(database, topic, partition, _groups.Committed(group, topic.Identity, partition)))))
            .ToList());

    private (SqliteTopicFile, SqliteEventWriter) Create(string path)
    {
        var file = new SqliteTopicFile(path);
        return (file, new SqliteEventWriter(file, _groups, _options, _time, _logger));
    }

    private (SqliteTopicFile File, SqliteEventWriter Writer) FileOf(string topic) =>
        topic.EndsWith(EventTopics.DeadLetterSuffix, StringComparison.Ordinal) ? _deadLetters : _events;

    // On a connection of its own, as these are seldom asked for; on another thread, as a disk may hang. Without a file: on both.
    private async Task<T> RunAsync<T>(
        string what, SqliteTopicFile? database, Func<SqliteTopicFile, SqliteDatabase, T> work, CancellationToken cancellationToken)
    {
        SqliteTopicFile[] files = database is null ? Files : [database];
        var running = Task.Run(
            () =>
            {
                T result = default!;
                foreach (var file in files)
                {
                    using var open = file.Open(durable: true, EventLimits.CheckTimeout / 2);
                    result = work(file, open);
                }
                return result;
            },
            cancellationToken);
        try
        {
            return await running.WaitAsync(EventLimits.CheckTimeout, _time, cancellationToken).ConfigureAwait(false);
        }
        catch (SqliteException exception)
        {
            throw _events.File.Unavailable(what, exception);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException or TimeoutException)
        {
            throw new EventLogUnavailableException($"{what} in the event log {_options.Path} failed: {exception.Message}", exception);
        }
    }
}

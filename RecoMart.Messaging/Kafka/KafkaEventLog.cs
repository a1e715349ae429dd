using System.Collections.Concurrent;
using Confluent.Kafka;
using Confluent.Kafka.Admin;
using Microsoft.Extensions.Logging;

namespace RecoMart.Messaging.Kafka;

/// <summary>The log on a Kafka cluster. One producer at a time.</summary>
internal sealed class KafkaEventLog : IEventLog
{
    private const short MaxReplicas = 3;
    private static readonly TimeSpan QueueFullTimeout = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan QueueFullPause = TimeSpan.FromMilliseconds(10);

    private readonly KafkaProducers _producers;
    private readonly KafkaConsumerFactory _consumers;
    private readonly TimeProvider _time;
    private readonly ILogger _logger;
    private readonly IAdminClient _admin;
    private readonly Func<string, CancellationToken, Task<string>> _identify;

    // Topics that somebody counts on.
    private readonly ConcurrentDictionary<string, bool> _required = [];
    private readonly PublishDeadlines<KafkaPendingEvent> _deadlines;
    private readonly KafkaAnswers _answers = new();
    private bool _disposed;

    public KafkaEventLog(
        KafkaProducers producers,
        KafkaConsumerFactory consumers,
        TimeProvider time,
        ILogger<KafkaEventLog> logger,
        Func<string, CancellationToken, Task<string>>? identify = null)
    {
        (_producers, _consumers, _time, _logger) = (producers, consumers, time, logger);
        _admin = new DependentAdminClientBuilder(producers.Handle).Build();
        _deadlines = new PublishDeadlines<KafkaPendingEvent>(EventLimits.PublishTimeout, time, Expire);
        _identify = identify ?? new KafkaTopicIds(_admin, time).AskAsync;
    }

    public string System => "kafka";

    public async Task EnsureTopicsAsync(IReadOnlyCollection<string> topics, CancellationToken cancellationToken = default)
    {
        foreach (var topic in topics)
            _required[topic] = true;
        var cluster = await MetadataAsync(EventLimits.RequestTimeout, cancellationToken).ConfigureAwait(false);
        var replicas = (short)Math.Clamp(cluster.Brokers.Count, 1, MaxReplicas);
        var missing = Missing(topics, cluster);
        if (missing.Count == 0)
            return;
        try
        {
            await _admin.CreateTopicsAsync(
                    missing.Select(topic => Specify(topic, replicas)), new CreateTopicsOptions { RequestTimeout = EventLimits.RequestTimeout })
                .WaitAsync(EventLimits.RequestTimeout, _time, cancellationToken).ConfigureAwait(false);
            _logger.TopicsMade(string.Join(", ", missing));
        }
        catch (CreateTopicsException exception) when (exception.Results.All(
            result => !result.Error.IsError || result.Error.Code == ErrorCode.TopicAlreadyExists))
        {
            // Another process was faster.
        }
        catch (CreateTopicsException exception)
        {
            var reasons = exception.Results.Where(result => result.Error.IsError).Select(result => $"{result.Topic}: {result.Error.Reason}");
            throw new EventLogUnavailableException($"Kafka did not make the topics ({string.Join("; ", reasons)}).", exception);
        }
        catch (Exception exception) when (exception is KafkaException or TimeoutException)
        {
            throw new EventLogUnavailableException($"Kafka did not make the topics: {exception.Message}", exception);
        }
    }

    public Task<string> GetIdentityAsync(string topic, CancellationToken cancellationToken = default) =>
        _identify(topic, cancellationToken);

    public async Task CheckAsync(CancellationToken cancellationToken = default)
    {
        _producers.Check();
        var missing = Missing(_required.Keys, await MetadataAsync(EventLimits.CheckTimeout, cancellationToken).ConfigureAwait(false));
        if (missing.Count > 0)
            throw new EventLogUnavailableException($"Kafka has no topic {string.Join(", ", missing.Order(StringComparer.Ordinal))}.");
    }

    public Task<EventPosition> PublishAsync(EventMessage message, CancellationToken cancellationToken = default)
    {
        var queued = Task.CompletedTask;
        return Publish(message, ref queued, cancellationToken);
    }

    public IReadOnlyList<Task<EventPosition>> PublishEach(
        IReadOnlyList<EventMessage> messages, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(messages);
        var tasks = new Task<EventPosition>[messages.Count];
        // Each waits for the one before to be in the client's queue, in case that is full: so they stay in their order.
        var queued = Task.CompletedTask;
        for (var i = 0; i < tasks.Length; i++)
            tasks[i] = Publish(messages[i], ref queued, cancellationToken);
        return tasks;
    }

    public IEventConsumer Subscribe(IReadOnlyCollection<string> topics, string? group = null)
    {
        var (client, assignment, name) = _consumers.Create(group);
        client.Subscribe(topics);
        return new KafkaEventConsumer(
            name, client, assignment, _admin, new KafkaIdentities(_identify, _time), _producers.CreateTransactions(), _time, _logger);
    }

    public async Task<IReadOnlyDictionary<EventPartition, long>> GetBacklogAsync(
        IReadOnlyCollection<string> topics, string? group = null, CancellationToken cancellationToken = default)
    {
        var cluster = await MetadataAsync(EventLimits.RequestTimeout, cancellationToken).ConfigureAwait(false);
        var partitions = cluster.Topics
            .Where(topic => !topic.Error.IsError && topics.Contains(topic.Topic))
            .SelectMany(topic => topic.Partitions.Select(partition => new TopicPartition(topic.Topic, partition.PartitionId)))
            .ToList();
        return await new KafkaBacklog(_admin, _time).GetAsync(partitions, group ?? _consumers.Group, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Deletes a topic with its events.</summary>
    public Task DeleteTopicAsync(string topic) => _admin.DeleteTopicsAsync([topic]);

    public async ValueTask DisposeAsync()
    {
        if (Interlocked.Exchange(ref _disposed, true))
            return;
        // What somebody still waits for; the container disposes the client itself.
        await Task.Run(() => _producers.Flush(EventLimits.RequestTimeout)).ConfigureAwait(false);
        _deadlines.Dispose();
        _admin.Dispose();
        _producers.Dispose();
    }

    private Task<EventPosition> Publish(EventMessage message, ref Task queued, CancellationToken cancellationToken)
    {
        var pending = new KafkaPendingEvent(message, _time.GetTimestamp(), _answers);
        queued = QueueAsync(pending, queued);
        _deadlines.Watch(pending);
        return pending.WaitAsync(cancellationToken);
    }

    private void Expire(KafkaPendingEvent pending)
    {
        if (pending.Producer is { } producer)
            _producers.GiveUp(producer);
        pending.Fail(new EventLogUnavailableException(
            $"Kafka did not take an event of {pending.Message.Topic} within {EventLimits.PublishTimeout.TotalSeconds:0} s."));
    }

    // Never throws: the outcome is that of the event.
    private async Task QueueAsync(KafkaPendingEvent pending, Task before)
    {
        try
        {
            EventLimits.Check(pending.Message);
            if (!before.IsCompleted)
                await before.ConfigureAwait(false);
            var start = _time.GetTimestamp();
            // One that has ended meanwhile is nobody's any more.
            while (!pending.Task.IsCompleted && !TryQueue(pending))
            {
                if (_time.GetElapsedTime(start) > QueueFullTimeout)
                    throw new EventLogUnavailableException("Kafka does not take events as fast as they come: the client's queue is full.");
                await Task.Delay(QueueFullPause, _time, CancellationToken.None).ConfigureAwait(false);
            }
        }
        catch (Exception exception)
        {
            pending.Fail(exception is KafkaException error ? KafkaMessages.Translate(pending.Message, error.Error, error) : exception);
        }
    }

    private bool TryQueue(KafkaPendingEvent pending)
    {
        try
        {
            pending.Producer = _producers.Produce(pending.Message.Topic, KafkaMessages.ToKafka(pending.Message), pending.Report);
            return true;
        }
        catch (KafkaException exception) when (exception.Error.Code == ErrorCode.Local_QueueFull)
        {
            return false;
        }
    }

    private static List<string> Missing(IEnumerable<string> topics, Metadata cluster) =>
        [.. topics.Except(cluster.Topics.Where(topic => !topic.Error.IsError).Select(topic => topic.Topic))];

    private static TopicSpecification Specify(string topic, short replicas)
    {
        var isDeadLetters = topic.EndsWith(EventTopics.DeadLetterSuffix, StringComparison.Ordinal);
        var bytes = (isDeadLetters ? EventLimits.DeadLetterBytes : EventLimits.ValueBytes) + (64 * 1024);
        return new TopicSpecification
        {
            Name = topic,
            NumPartitions = EventTopics.DefaultPartitions,
            ReplicationFactor = replicas,
            // The brokers' own default is 1 MB, and a dead letter must find room for all that an event may be.
            Configs = new() { ["max.message.bytes"] = bytes.ToString(global::System.Globalization.CultureInfo.InvariantCulture) },
        };
    }

    // The client's own call blocks.
    private async Task<Metadata> MetadataAsync(TimeSpan timeout, CancellationToken cancellationToken)
    {
        try
        {
            var metadata = await Task.Run(() => _admin.GetMetadata(timeout), cancellationToken).ConfigureAwait(false);
            return metadata.Brokers.Count > 0 ? metadata : throw new EventLogUnavailableException("No Kafka broker answers.");
        }
        catch (KafkaException exception)
        {
            throw new EventLogUnavailableException($"Kafka does not answer: {exception.Error.Reason}.", exception);
        }
    }
}

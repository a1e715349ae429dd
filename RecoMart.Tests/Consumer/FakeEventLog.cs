using System.Globalization;
using RecoMart.Messaging;

namespace RecoMart.Tests.Consumer;

/// <summary>An event log in memory, one partition a topic unless a test says otherwise, that fails when it is told to.</summary>
internal sealed class FakeEventLog : IEventLog
{
    private readonly Lock _lock = new();
    private readonly Dictionary<EventPartition, List<ReceivedEvent>> _events = [];
    private readonly Dictionary<(string Group, EventPartition Partition), long> _committed = [];

    public string System => "sqlite";

    /// <summary>Says why a message can't be published now, or null.</summary>
    public Func<EventMessage, Exception?> PublishFailure { get; set; } = _ => null;

    /// <summary>Whether what was published and committed is not answered.</summary>
    public Func<bool> LosesAnswers { get; set; } = () => false;

    /// <summary>Is told of each new consumer.</summary>
    public Action<FakeEventConsumer> Subscribed { get; set; } = _ => { };

    public List<FakeEventConsumer> Consumers { get; } = [];

    public static string IdentityOf(string topic) => $"log-of-{topic}";

    public void Put(string topic, string? value, int partition = 0, string? key = null, params EventHeader[] headers) =>
        Put(topic, value is null ? (ReadOnlyMemory<byte>?)null : Encoding(value), partition, key, headers);

    public EventPosition Put(string topic, ReadOnlyMemory<byte>? value, int partition, string? key, IReadOnlyList<EventHeader> headers)
    {
        lock (_lock)
        {
            var source = new EventPartition(topic, partition);
            if (!_events.TryGetValue(source, out var events))
                _events[source] = events = [];
            events.Add(new ReceivedEvent
            {
                Topic = topic,
                Identity = IdentityOf(topic),
                Partition = partition,
                Offset = events.Count,
                Key = key,
                Value = value,
                Headers = headers,
                Timestamp = DateTimeOffset.UnixEpoch,
            });
            return new EventPosition(partition, events.Count - 1);
        }
    }

    public IReadOnlyList<ReceivedEvent> Of(string topic)
    {
        lock (_lock)
            return [.. _events.Where(pair => pair.Key.Topic == topic).SelectMany(pair => pair.Value)];
    }

    public long Committed(EventPartition partition, string group = "group")
    {
        lock (_lock)
            return _committed.GetValueOrDefault((group, partition));
    }

    public void Commit(string group, EventPartition partition, long next)
    {
        lock (_lock)
            _committed[(group, partition)] = next;
    }

    /// <summary>Both or neither; fails as publishing does, and afterwards when <see cref="LosesAnswers"/> says so.</summary>
    public bool PublishAndCommit(string group, IReadOnlyList<EventMessage> messages, IReadOnlyDictionary<EventPartition, long> nextOffsets)
    {
        foreach (var message in messages)
        {
            if (PublishFailure(message) is { } failure)
                throw failure;
        }
        foreach (var message in messages)
            Put(message.Topic, message.Value, 0, message.Key, message.Headers);
        foreach (var (partition, next) in nextOffsets)
            Commit(group, partition, next);
        return LosesAnswers() ? throw new EventLogUnavailableException("no answer") : true;
    }

    public List<EventPartition> Partitions(IEnumerable<string> topics)
    {
        lock (_lock)
            return [.. topics.SelectMany(topic => _events.Keys.Where(key => key.Topic == topic).DefaultIfEmpty(new EventPartition(topic, 0)))];
    }

    public IReadOnlyList<ReceivedEvent> From(EventPartition partition, long offset)
    {
        lock (_lock)
            return _events.TryGetValue(partition, out var events) ? [.. events.Skip((int)offset)] : [];
    }

    public Task EnsureTopicsAsync(IReadOnlyCollection<string> topics, CancellationToken cancellationToken = default) => Task.CompletedTask;

    public Task<string> GetIdentityAsync(string topic, CancellationToken cancellationToken = default) => Task.FromResult(IdentityOf(topic));

    public Task CheckAsync(CancellationToken cancellationToken = default) => Task.CompletedTask;

    public Task<EventPosition> PublishAsync(EventMessage message, CancellationToken cancellationToken = default) =>
        PublishFailure(message) is { } failure
            ? Task.FromException<EventPosition>(failure)
            : Task.FromResult(Put(message.Topic, message.Value, 0, message.Key, message.Headers));

    public IReadOnlyList<Task<EventPosition>> PublishEach(IReadOnlyList<EventMessage> messages, CancellationToken cancellationToken = default) =>
        [.. messages.Select(message => PublishAsync(message, cancellationToken))];

    public IEventConsumer Subscribe(IReadOnlyCollection<string> topics, string? group = null)
    {
        var consumer = new FakeEventConsumer(this, topics, group ?? "group");
        Subscribed(consumer);
        Consumers.Add(consumer);
        return consumer;
    }

    public Task<IReadOnlyDictionary<EventPartition, long>> GetBacklogAsync(
        IReadOnlyCollection<string> topics, string? group = null, CancellationToken cancellationToken = default) =>
        Task.FromResult<IReadOnlyDictionary<EventPartition, long>>(Partitions(topics).ToDictionary(
            partition => partition, partition => From(partition, Committed(partition, group ?? "group")).Count + 0L));

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    private static ReadOnlyMemory<byte> Encoding(string value) => global::System.Text.Encoding.UTF8.GetBytes(value);

    public static string User(long id) => string.Create(
        CultureInfo.InvariantCulture, $$"""{"user_id":{{id}},"age":28,"gender":"M","device":"Mobile"}""");
}

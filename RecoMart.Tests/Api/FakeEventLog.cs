using System.Collections.Concurrent;
using System.Text;
using RecoMart.Messaging;

namespace RecoMart.Tests.Api;

/// <summary>An event log that keeps what it is given, or takes nothing.</summary>
internal sealed class FakeEventLog : IEventLog
{
    private readonly ConcurrentQueue<EventMessage> _messages = [];

    /// <summary>Decides about each event; an exception refuses it.</summary>
    public Func<EventMessage, Task> Publishing { get; set; } = _ => Task.CompletedTask;

    public string? OutOfReach { get; set; }

    public IReadOnlyList<EventMessage> Messages => [.. _messages];

    public IReadOnlyList<string> Values => [.. _messages.Select(message => Encoding.UTF8.GetString(message.Value!.Value.Span))];

    public string System => "fake";

    public Task EnsureTopicsAsync(IReadOnlyCollection<string> topics, CancellationToken cancellationToken = default) => Task.CompletedTask;

    public Task<string> GetIdentityAsync(string topic, CancellationToken cancellationToken = default) => Task.FromResult("fake/" + topic);

    public Task CheckAsync(CancellationToken cancellationToken = default) =>
        OutOfReach is null ? Task.CompletedTask : throw new EventLogUnavailableException(OutOfReach);

    public async Task<EventPosition> PublishAsync(EventMessage message, CancellationToken cancellationToken = default)
    {
        await Publishing(message);
        _messages.Enqueue(message);
        return new EventPosition(0, _messages.Count - 1);
    }

    public IReadOnlyList<Task<EventPosition>> PublishEach(IReadOnlyList<EventMessage> messages, CancellationToken cancellationToken = default) =>
        [.. messages.Select(message => PublishAsync(message, cancellationToken))];

    public IEventConsumer Subscribe(IReadOnlyCollection<string> topics, string? group = null) => throw new NotSupportedException();

    /// <summary>What is waiting, by topic; asked anew each time.</summary>
    public Func<string, Task<long>> Backlog { get; set; } = _ => Task.FromResult(0L);

    public async Task<IReadOnlyDictionary<EventPartition, long>> GetBacklogAsync(
        IReadOnlyCollection<string> topics, string? group = null, CancellationToken cancellationToken = default)
    {
        await CheckAsync(cancellationToken);
        var backlog = new Dictionary<EventPartition, long>();
        foreach (var topic in topics)
            backlog[new EventPartition(topic, 0)] = await Backlog(topic);
        return backlog;
    }

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;
}

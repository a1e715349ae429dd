using System.Diagnostics;
using System.Diagnostics.Metrics;

namespace RecoMart.Messaging.Telemetry;

/// <summary>Gives every event its <c>send</c> span, puts the span's context into the event's headers, and counts.</summary>
internal sealed class TracedEventLog : IEventLog
{
    private readonly IEventLog _log;
    private readonly SendSpans _spans;
    private readonly Counter<long> _consumed;

    public TracedEventLog(IEventLog log, IMeterFactory meters)
    {
        _log = log;
        var meter = meters.Create(MessagingTelemetry.Meter);
        _spans = new SendSpans(log.System, meter.CreateSentMessages());
        _consumed = meter.CreateConsumedMessages();
    }

    public string System => _log.System;

    public Task EnsureTopicsAsync(IReadOnlyCollection<string> topics, CancellationToken cancellationToken = default) =>
        _log.EnsureTopicsAsync(topics, cancellationToken);

    public Task<string> GetIdentityAsync(string topic, CancellationToken cancellationToken = default) =>
        _log.GetIdentityAsync(topic, cancellationToken);

    public Task CheckAsync(CancellationToken cancellationToken = default) => _log.CheckAsync(cancellationToken);

    public Task<EventPosition> PublishAsync(EventMessage message, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(message);
        var activity = _spans.Start(message);
        // Without a span of its own an event goes on under the request's, whose trace may be a client's.
        var published = _log.PublishAsync(TraceHeaders.Inject(message, activity ?? Activity.Current), cancellationToken);
        return _spans.FinishAsync(message, activity, published);
    }

    public IReadOnlyList<Task<EventPosition>> PublishEach(
        IReadOnlyList<EventMessage> messages, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(messages);
        var request = TraceHeaders.Of(Activity.Current);
        if (!_spans.AreWanted)
            return _log.PublishEach([.. messages.Select(message => TraceHeaders.Inject(message, request))], cancellationToken);
        var activities = messages.Select(message => _spans.Start(message)).ToList();
        var published = _log.PublishEach(
            [.. messages.Select((message, i) => TraceHeaders.Inject(message, activities[i] is { } span ? TraceHeaders.Of(span) : request))],
            cancellationToken);
        return [.. published.Select((task, i) => _spans.FinishAsync(messages[i], activities[i], task))];
    }

    public IEventConsumer Subscribe(IReadOnlyCollection<string> topics, string? group = null) =>
        new TracedEventConsumer(_log.Subscribe(topics, group), _log.System, _consumed, _spans);

    public Task<IReadOnlyDictionary<EventPartition, long>> GetBacklogAsync(
        IReadOnlyCollection<string> topics, string? group = null, CancellationToken cancellationToken = default) =>
        _log.GetBacklogAsync(topics, group, cancellationToken);

    public ValueTask DisposeAsync() => _log.DisposeAsync();
}

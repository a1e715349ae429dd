using System.Diagnostics;
using System.Diagnostics.Metrics;
using System.Globalization;

namespace RecoMart.Messaging.Telemetry;

/// <summary>Gives every event its <c>send</c> span, puts the span's context into the event's headers, and counts.</summary>
internal sealed class TracedEventLog : IEventLog
{
    private readonly IEventLog _log;
    private readonly Counter<long> _sent;
    private readonly Counter<long> _consumed;

    public TracedEventLog(IEventLog log, IMeterFactory meters)
    {
        _log = log;
        var meter = meters.Create(MessagingTelemetry.Meter);
        _sent = meter.CreateSentMessages();
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
        var activity = Start(message);
        return FinishAsync(message, activity, _log.PublishAsync(TraceHeaders.Inject(message, activity), cancellationToken));
    }

    public IReadOnlyList<Task<EventPosition>> PublishEach(
        IReadOnlyList<EventMessage> messages, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(messages);
        Activity?[] activities = [.. messages.Select(Start)];
        var published = _log.PublishEach(
            [.. messages.Select((message, i) => TraceHeaders.Inject(message, activities[i]))], cancellationToken);
        return [.. published.Select((task, i) => FinishAsync(messages[i], activities[i], task))];
    }

    public IEventConsumer Subscribe(IReadOnlyCollection<string> topics, string? group = null) =>
        new CountedEventConsumer(_log.Subscribe(topics, group), _log.System, _consumed);

    public Task<IReadOnlyDictionary<EventPartition, long>> GetBacklogAsync(
        IReadOnlyCollection<string> topics, string? group = null, CancellationToken cancellationToken = default) =>
        _log.GetBacklogAsync(topics, group, cancellationToken);

    public ValueTask DisposeAsync() => _log.DisposeAsync();

    private Activity? Start(EventMessage message)
    {
        var current = Activity.Current;
        var activity = MessagingTelemetry.Source.StartActivity($"{MessagingTelemetry.Send} {message.Topic}", ActivityKind.Producer);
        // Several may run at a time: none is the other's parent.
        Activity.Current = current;
        if (activity is not { IsAllDataRequested: true })
            return activity;
        activity.SetTag(MessagingTelemetry.System, System);
        activity.SetTag(MessagingTelemetry.OperationName, MessagingTelemetry.Send);
        activity.SetTag(MessagingTelemetry.OperationType, MessagingTelemetry.Send);
        activity.SetTag(MessagingTelemetry.Destination, message.Topic);
        activity.SetTag(MessagingTelemetry.Key, message.Key);
        return activity;
    }

    private async Task<EventPosition> FinishAsync(EventMessage message, Activity? activity, Task<EventPosition> published)
    {
        var tags = new TagList
        {
            { MessagingTelemetry.System, System },
            { MessagingTelemetry.OperationName, MessagingTelemetry.Send },
            { MessagingTelemetry.Destination, message.Topic },
        };
        try
        {
            var position = await published.ConfigureAwait(false);
            activity?.SetTag(MessagingTelemetry.Partition, position.Partition.ToString(CultureInfo.InvariantCulture));
            activity?.SetTag(MessagingTelemetry.Offset, position.Offset);
            return position;
        }
        catch (Exception exception)
        {
            var type = exception.GetType().FullName!;
            tags.Add(MessagingTelemetry.ErrorType, type);
            activity?.SetTag(MessagingTelemetry.ErrorType, type);
            activity?.SetStatus(ActivityStatusCode.Error, exception.Message);
            throw;
        }
        finally
        {
            _sent.Add(1, tags);
            Stop(activity);
        }
    }

    // Ending a span makes its parent the current one, wherever that is done.
    private static void Stop(Activity? activity)
    {
        var current = Activity.Current;
        activity?.Dispose();
        Activity.Current = current;
    }
}

using System.Diagnostics;
using System.Diagnostics.Metrics;
using System.Globalization;

namespace RecoMart.Messaging.Telemetry;

/// <summary>The span and the count of each event that is published.</summary>
internal sealed class SendSpans(string system, Counter<long> sent)
{
    /// <summary>Whether anybody wants spans or counts.</summary>
    public bool AreWanted => sent.Enabled || MessagingTelemetry.Source.HasListeners();

    /// <summary>Starts the span of an event, where somebody listens.</summary>
    /// <param name="message">The event.</param>
    /// <param name="parent">The parent; without one it is the current span.</param>
    public Activity? Start(EventMessage message, ActivityContext parent = default)
    {
        if (!MessagingTelemetry.Source.HasListeners())
            return null;
        var current = Activity.Current;
        var activity = MessagingTelemetry.Source.StartActivity($"{MessagingTelemetry.Send} {message.Topic}", ActivityKind.Producer, parent);
        // Several may run at a time: none is the other's parent.
        Activity.Current = current;
        if (activity is not { IsAllDataRequested: true })
            return activity;
        activity.SetTag(MessagingTelemetry.System, system);
        activity.SetTag(MessagingTelemetry.OperationName, MessagingTelemetry.Send);
        activity.SetTag(MessagingTelemetry.OperationType, MessagingTelemetry.Send);
        activity.SetTag(MessagingTelemetry.Destination, message.Topic);
        activity.SetTag(MessagingTelemetry.Key, message.Key);
        return activity;
    }

    /// <summary>Ends it with the outcome, which it returns.</summary>
    public Task<EventPosition> FinishAsync(EventMessage message, Activity? activity, Task<EventPosition> published) =>
        activity is null && !sent.Enabled ? published : TellAsync(message, activity, published);

    /// <summary>Ends it with what went wrong, if anything.</summary>
    public void Finish(EventMessage message, Activity? activity, Exception? exception)
    {
        var tags = new TagList
        {
            { MessagingTelemetry.System, system },
            { MessagingTelemetry.OperationName, MessagingTelemetry.Send },
            { MessagingTelemetry.Destination, message.Topic },
        };
        if (exception is not null)
        {
            var type = exception.GetType().FullName!;
            tags.Add(MessagingTelemetry.ErrorType, type);
            activity?.SetTag(MessagingTelemetry.ErrorType, type);
            activity?.SetStatus(ActivityStatusCode.Error, exception.Message);
        }
        sent.Add(1, tags);
        Stop(activity);
    }

    private async Task<EventPosition> TellAsync(EventMessage message, Activity? activity, Task<EventPosition> published)
    {
        try
        {
            var position = await published.ConfigureAwait(false);
            activity?.SetTag(MessagingTelemetry.Partition, position.Partition.ToString(CultureInfo.InvariantCulture));
            activity?.SetTag(MessagingTelemetry.Offset, position.Offset);
            Finish(message, activity, null);
            return position;
        }
        catch (Exception exception)
        {
            Finish(message, activity, exception);
            throw;
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

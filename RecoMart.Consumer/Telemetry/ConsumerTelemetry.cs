using System.Diagnostics;
using System.Globalization;
using RecoMart.Consumer.Reading;
using RecoMart.Consumer.Staging;
using RecoMart.Messaging;
using RecoMart.Messaging.Telemetry;
using RecoMart.ServiceDefaults;

namespace RecoMart.Consumer.Telemetry;

/// <summary>The spans of the consumer.</summary>
internal static class ConsumerTelemetry
{
    // The error.type of an event that whoever reads its partition next will process.
    private const string HandedOver = "handed_over";

    // As many as OpenTelemetry's SDK keeps.
    private const int MaxLinks = 128;

    private static readonly ActivitySource s_source = new(TelemetryNames.ConsumerActivitySource);

    /// <summary>Begins the span of an event, a child of the span that published it. It does not become the current one: others follow.</summary>
    public static void StartProcess(PendingEvent pending, string system, string group)
    {
        if (!s_source.HasListeners())
            return;
        var received = pending.Received;
        _ = TraceHeaders.TryExtract(received.Headers, out var parent);
        var current = Activity.Current;
        // Whatever is current here, it is not what published the event.
        Activity.Current = null;
        pending.Span = s_source.StartActivity(ActivityKind.Consumer, parent, name: $"{MessagingTelemetry.Process} {received.Topic}");
        Activity.Current = current;
        if (pending.Span is not { IsAllDataRequested: true } span)
            return;
        span.SetTag(MessagingTelemetry.System, system);
        span.SetTag(MessagingTelemetry.OperationName, MessagingTelemetry.Process);
        span.SetTag(MessagingTelemetry.OperationType, MessagingTelemetry.Process);
        span.SetTag(MessagingTelemetry.Destination, received.Topic);
        span.SetTag(MessagingTelemetry.Partition, received.Partition.ToString(CultureInfo.InvariantCulture));
        span.SetTag(MessagingTelemetry.ConsumerGroup, group);
        span.SetTag(MessagingTelemetry.Offset, received.Offset);
        if (received.Key is { } key)
            span.SetTag(MessagingTelemetry.Key, key);
    }

    /// <summary>Ends the span of an event, once.</summary>
    public static void EndProcess(PendingEvent pending)
    {
        if (pending.Span is not { } span)
            return;
        if (pending.Attempts is { Failed: > 0 } attempts)
            attempts.WriteTo(span);
        if (pending.Poison is { } poison)
        {
            span.SetTag(MessagingTelemetry.ErrorType, TelemetryNames.Rejected);
            span.SetStatus(ActivityStatusCode.Error, poison);
        }
        else if (!pending.IsStaged)
        {
            span.SetTag(MessagingTelemetry.ErrorType, HandedOver);
            span.SetStatus(ActivityStatusCode.Error, "it is left to the next reader of its partition");
        }
        // Stopping a span makes its parent the current one, and that of the next event is none of our business.
        var current = Activity.Current;
        span.Stop();
        Activity.Current = current;
        pending.Span = null;
    }

    /// <summary>Begins the span of a request for many events, linked to each of theirs.</summary>
    public static Activity? StartPost(string topic, IReadOnlyList<PendingEvent> events)
    {
        if (!s_source.HasListeners())
            return null;
        var links = events.Where(pending => pending.Span is not null).Take(MaxLinks).Select(pending => new ActivityLink(pending.Span!.Context));
        var span = s_source.StartActivity(ActivityKind.Internal, name: $"stage batch {topic}", links: links);
        span?.SetTag(MessagingTelemetry.BatchCount, events.Count);
        return span;
    }

    /// <summary>The request has failed: its span and those of its events say so.</summary>
    public static void Fail(Activity? span, IReadOnlyList<PendingEvent> events, StagingAnswer answer, DateTimeOffset at)
    {
        span?.SetTag(MessagingTelemetry.ErrorType, answer.ErrorType);
        span?.SetStatus(ActivityStatusCode.Error, answer.Reason);
        foreach (var pending in events.Where(pending => pending.Span is not null))
            (pending.Attempts ??= new FailedAttempts()).Add(new FailedAttempt(at, answer.ErrorType, answer.Reason));
    }
}

using System.Diagnostics;

namespace RecoMart.Messaging;

/// <summary>W3C trace context in the headers of events, so that one trace goes from the request to the stored row.</summary>
public static class TraceHeaders
{
    /// <summary>The header with trace id, span id and flags.</summary>
    public const string TraceParent = "traceparent";

    /// <summary>The header with what tracing vendors add.</summary>
    public const string TraceState = "tracestate";

    /// <summary>Returns the message with the context of <paramref name="activity"/> in place of what its headers said before.</summary>
    /// <param name="message">A message.</param>
    /// <param name="activity">The span that publishes it; null leaves the message as it is.</param>
    public static EventMessage Inject(EventMessage message, Activity? activity)
    {
        ArgumentNullException.ThrowIfNull(message);
        return Inject(message, Of(activity));
    }

    /// <summary>Finds the context in the headers of an event.</summary>
    /// <param name="headers">The headers.</param>
    /// <param name="context">The context, marked as remote; the default where there is none, or none that can be read.</param>
    /// <returns>Whether there is one.</returns>
    public static bool TryExtract(IReadOnlyList<EventHeader> headers, out ActivityContext context)
    {
        ArgumentNullException.ThrowIfNull(headers);
        string? parent = null, state = null;
        foreach (var header in headers)
        {
            if (header.Name == TraceParent)
                parent = header.Text;
            else if (header.Name == TraceState)
                state = header.Text;
        }
        return ActivityContext.TryParse(parent, state, isRemote: true, out context);
    }

    /// <summary>The headers that a span comes to; none for none.</summary>
    internal static EventHeader[] Of(Activity? activity)
    {
        if (activity is not { IdFormat: ActivityIdFormat.W3C, Id: { } id })
            return [];
        var parent = new EventHeader(TraceParent, id);
        return string.IsNullOrEmpty(activity.TraceStateString) ? [parent] : [parent, new EventHeader(TraceState, activity.TraceStateString)];
    }

    /// <summary>Returns the message with these headers in place of what its own said of the context; without any, as it is.</summary>
    internal static EventMessage Inject(EventMessage message, EventHeader[] context)
    {
        if (context.Length == 0)
            return message;
        return message with
        {
            Headers = message.Headers.Count == 0
                ? context
                : [.. message.Headers.Where(header => header.Name is not (TraceParent or TraceState)), .. context],
        };
    }
}

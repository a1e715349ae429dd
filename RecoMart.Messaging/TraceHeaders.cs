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
        if (activity is not { IdFormat: ActivityIdFormat.W3C, Id: { } id })
            return message;

        var headers = new List<EventHeader>(message.Headers.Count + 2);
        headers.AddRange(message.Headers.Where(header => header.Name is not (TraceParent or TraceState)));
        headers.Add(new EventHeader(TraceParent, id));
        if (!string.IsNullOrEmpty(activity.TraceStateString))
            headers.Add(new EventHeader(TraceState, activity.TraceStateString));
        return message with { Headers = headers };
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
}

using System.Diagnostics;
using RecoMart.Messaging.Telemetry;
using RecoMart.ServiceDefaults;

namespace RecoMart.Consumer.Telemetry;

/// <summary>The requests for an event that failed: how many, the first ones and the last one, for an outage may be long.</summary>
internal sealed class FailedAttempts
{
    /// <summary>How many of the first are kept.</summary>
    public const int First = 3;

    private readonly List<FailedAttempt> _first = [];
    private FailedAttempt _last;

    /// <summary>How many there were.</summary>
    public int Failed { get; private set; }

    public void Add(FailedAttempt attempt)
    {
        Failed++;
        if (Failed <= First)
            _first.Add(attempt);
        _last = attempt;
    }

    /// <summary>Has a span show them.</summary>
    public void WriteTo(Activity span)
    {
        span.SetTag(TelemetryNames.FailedAttempts, Failed);
        for (var i = 0; i < _first.Count; i++)
            Write(span, i + 1, _first[i]);
        if (Failed > First)
            Write(span, Failed, _last);
    }

    private static void Write(Activity span, int number, FailedAttempt attempt) => span.AddEvent(new ActivityEvent(
        TelemetryNames.AttemptFailed,
        attempt.At,
        new ActivityTagsCollection
        {
            [TelemetryNames.Attempt] = number,
            [MessagingTelemetry.ErrorType] = attempt.ErrorType,
            [TelemetryNames.Reason] = attempt.Reason,
        }));
}

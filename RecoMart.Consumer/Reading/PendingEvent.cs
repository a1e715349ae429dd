using System.Diagnostics;
using RecoMart.Consumer.Telemetry;
using RecoMart.Messaging;

namespace RecoMart.Consumer.Reading;

/// <summary>An event on its way to the API or to the dead letters.</summary>
internal sealed class PendingEvent(ReceivedEvent received)
{
    public ReceivedEvent Received { get; } = received;

    /// <summary>Why it can never be staged; null as far as is known.</summary>
    public string? Poison { get; set; }

    /// <summary>Whether it is staged.</summary>
    public bool IsStaged { get; set; }

    /// <summary>Its span, where somebody listens, until it has ended.</summary>
    public Activity? Span { get; set; }

    /// <summary>The requests for it that failed, where it has a span to show them.</summary>
    public FailedAttempts? Attempts { get; set; }

    /// <summary>The value's length in bytes.</summary>
    public int Length => Received.Value?.Length ?? 0;
}

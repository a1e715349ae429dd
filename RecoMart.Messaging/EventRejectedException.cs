namespace RecoMart.Messaging;

/// <summary>The event log will never take this event, for example because it is too large. Trying again is in vain.</summary>
public sealed class EventRejectedException : Exception
{
    /// <param name="rejected">The event.</param>
    /// <param name="message">What is wrong with it.</param>
    /// <param name="innerException">What the log's own library said.</param>
    public EventRejectedException(EventMessage rejected, string message, Exception? innerException = null)
        : base(message, innerException) => Rejected = rejected;

    /// <summary>The event.</summary>
    public EventMessage Rejected { get; }
}

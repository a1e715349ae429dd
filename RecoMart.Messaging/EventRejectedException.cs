namespace RecoMart.Messaging;

/// <summary>The event log will never take this event, for example because it is too large. Trying again is in vain.</summary>
public sealed class EventRejectedException : Exception
{
    /// <param name="message">What is wrong with it.</param>
    /// <param name="innerException">What the log's own library said.</param>
    public EventRejectedException(string message, Exception? innerException = null)
        : base(message, innerException)
    {
    }
}

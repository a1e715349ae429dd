namespace RecoMart.Messaging;

/// <summary>
/// The event log can't be reached, or can't take anything at the moment. Trying again later is right. The message is one sentence and
/// names no secrets.
/// </summary>
public sealed class EventLogUnavailableException : Exception
{
    /// <param name="message">What could not be done, and why.</param>
    /// <param name="innerException">What the log's own library said.</param>
    public EventLogUnavailableException(string message, Exception? innerException = null)
        : base(message, innerException)
    {
    }
}

namespace RecoMart.Messaging;

/// <summary>
/// A setting of the event log with which no program can run. <see cref="Exception.Message"/> is written for the person who set it, and
/// names the setting and a valid value, so a program prints it alone and ends.
/// </summary>
public sealed class EventLogSettingException : Exception
{
    /// <param name="message">The sentences to show.</param>
    /// <param name="innerException">What showed the setting to be wrong, if it was an exception.</param>
    public EventLogSettingException(string message, Exception? innerException = null)
        : base(message, innerException)
    {
    }
}

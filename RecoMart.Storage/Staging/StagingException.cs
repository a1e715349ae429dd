namespace RecoMart.Storage.Staging;

/// <summary>Events could not be staged: nothing of them was written, and they may be sent again. The message says why.</summary>
public sealed class StagingException : IOException
{
    /// <param name="message">Why.</param>
    /// <param name="innerException">What was caught.</param>
    public StagingException(string message, Exception? innerException = null)
        : base(message, innerException)
    {
    }
}

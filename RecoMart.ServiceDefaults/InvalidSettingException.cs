namespace RecoMart.ServiceDefaults;

/// <summary>
/// A setting the program can't run with. <see cref="Exception.Message"/> is written for the person who set it: it names the setting,
/// its value, what is wrong and what would be right, so a program prints it alone and ends.
/// </summary>
public sealed class InvalidSettingException : Exception
{
    /// <param name="message">The sentences to show.</param>
    /// <param name="innerException">What showed the setting to be wrong, if it was an exception.</param>
    public InvalidSettingException(string message, Exception? innerException = null)
        : base(message, innerException)
    {
    }
}

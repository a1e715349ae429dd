namespace RecoMart.Storage.Lake;

/// <summary>A version that is decided and not all in place. Nothing is lost: whoever opens the lake next goes on with it.</summary>
public sealed class LakeUnfinishedException : IOException
{
    /// <summary>Makes the error.</summary>
    /// <param name="message">What happened.</param>
    /// <param name="inner">What was caught.</param>
    public LakeUnfinishedException(string message, Exception inner)
        : base(message, inner)
    {
    }
}

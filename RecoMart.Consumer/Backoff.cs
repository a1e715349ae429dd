namespace RecoMart.Consumer;

/// <summary>Pauses between tries: each up to twice as long as the one before, and random, so that consumers don't come back all at once.</summary>
internal sealed class Backoff(ConsumerOptions options)
{
    private int _tries;

    /// <summary>The next pause.</summary>
    public TimeSpan Next()
    {
        var longest = Math.Min(options.LastRetry.TotalMilliseconds, options.FirstRetry.TotalMilliseconds * Math.Pow(2, Math.Min(_tries++, 20)));
#pragma warning disable CA5394 // Not a secret.
        return TimeSpan.FromMilliseconds(longest * (0.5 + Random.Shared.NextDouble() / 2));
#pragma warning restore CA5394
    }
}

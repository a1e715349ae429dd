using RecoMart.Messaging;

namespace RecoMart.Consumer;

/// <summary>How the consumer fares, for its health and its metrics. May be used by several threads at once.</summary>
internal sealed class ConsumerState(TimeProvider time)
{
    private volatile ApiFailure? _failure;
    private volatile IReadOnlyDictionary<EventPartition, PartitionLag> _lag = new Dictionary<EventPartition, PartitionLag>();
    private long _confirmed;

    /// <summary>Why the last request to the API failed; null when it did not.</summary>
    public ApiFailure? Failure => _failure;

    /// <summary>How long ago the API confirmed anything; very long if never.</summary>
    public TimeSpan SinceConfirmed => Interlocked.Read(ref _confirmed) is > 0 and var at ? time.GetElapsedTime(at) : TimeSpan.MaxValue;

    /// <summary>For each partition this consumer has: how far it is behind.</summary>
    public IReadOnlyDictionary<EventPartition, PartitionLag> Lag
    {
        get => _lag;
        set => _lag = value;
    }

    /// <summary>The API has staged something.</summary>
    public void Confirmed()
    {
        _failure = null;
        Interlocked.Exchange(ref _confirmed, time.GetTimestamp());
    }

    /// <summary>The API has not answered, or not as it should.</summary>
    public void Failed(string reason, bool keyRefused) => _failure = new ApiFailure(reason, keyRefused);

    /// <param name="Reason">What is wrong.</param>
    /// <param name="KeyRefused">Whether the API refused the key: then a setting has to be changed.</param>
    internal sealed record ApiFailure(string Reason, bool KeyRefused);
}

namespace RecoMart.Api.Endpoints;

/// <summary>
/// Bounds the memory that large bodies take together. Each of them is small enough; but clients may be many, and slow to send the rest.
/// </summary>
/// <param name="limit">The most bytes at a time.</param>
internal sealed class BodyMemory(long limit)
{
    /// <summary>16 batches of the largest size; the pool of arrays may keep a few times as much.</summary>
    public const long DefaultLimit = 128 << 20;

    private long _taken;

    /// <summary>Takes some, if they are to be had.</summary>
    public bool TryTake(int bytes)
    {
        if (Interlocked.Add(ref _taken, bytes) <= limit)
            return true;
        GiveBack(bytes);
        return false;
    }

    /// <summary>Gives back what was taken.</summary>
    public void GiveBack(int bytes) => Interlocked.Add(ref _taken, -bytes);
}

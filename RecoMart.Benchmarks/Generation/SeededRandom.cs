namespace RecoMart.Benchmarks.Generation;

/// <summary>
/// A small generator whose sequence is ours: the sample in the repository is compared byte for byte, so it must not
/// change with the runtime's <see cref="Random"/>. It uses integers only, hence the same on every machine.
/// </summary>
internal sealed class SeededRandom(ulong seed)
{
    // Weyl sequence with a finaliser (the scheme known as SplitMix64): every seed, 0 too, starts a full period of 2^64.
    private ulong _state = seed;

    public ulong Next()
    {
        _state += 0x9E3779B97F4A7C15;
        var mixed = _state;
        mixed = (mixed ^ (mixed >> 30)) * 0xBF58476D1CE4E5B9;
        mixed = (mixed ^ (mixed >> 27)) * 0x94D049BB133111EB;
        return mixed ^ (mixed >> 31);
    }

    /// <summary>A number from 0 to <paramref name="bound"/> − 1.</summary>
    public int Below(int bound) => (int)((Next() >> 32) * (ulong)bound >> 32);

    /// <summary>True in about <paramref name="perMille"/> of 1000 calls.</summary>
    public bool Chance(int perMille) => Below(1000) < perMille;

    public T Pick<T>(IReadOnlyList<T> choices) => choices[Below(choices.Count)];
}

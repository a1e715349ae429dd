namespace RecoMart.Benchmarks.Generation;

/// <summary>
/// Draws ranks 0…n−1 with probability proportional to 1/(rank+1): how a shop's products are looked at.
/// One draw costs one table look-up (the alias method), whatever the number of ranks.
/// </summary>
internal sealed class ZipfSampler
{
    // Slot i is split: draws below _threshold[i] (of 2^32) mean rank i itself, the others mean _alias[i].
    private readonly ulong[] _threshold;
    private readonly int[] _alias;

    public ZipfSampler(int ranks)
    {
        _threshold = new ulong[ranks];
        _alias = new int[ranks];

        // Only + − × ÷ on doubles, which IEEE 754 defines to the last bit; Math.Pow may differ between machines.
        var sum = 0.0;
        for (var rank = 0; rank < ranks; rank++)
            sum += 1.0 / (rank + 1);

        var share = new double[ranks];
        var poor = new Stack<int>();
        var rich = new Stack<int>();
        for (var rank = 0; rank < ranks; rank++)
        {
            share[rank] = ranks / ((rank + 1) * sum);
            (share[rank] < 1 ? poor : rich).Push(rank);
        }

        while (poor.Count > 0 && rich.Count > 0)
        {
            int taker = poor.Pop(), giver = rich.Pop();
            _threshold[taker] = (ulong)(share[taker] * 4294967296.0);
            _alias[taker] = giver;
            share[giver] -= 1 - share[taker];
            (share[giver] < 1 ? poor : rich).Push(giver);
        }

        foreach (var rest in poor.Concat(rich))
            _threshold[rest] = 1UL << 32;
    }

    public int Next(SeededRandom random)
    {
        var slot = random.Below(_alias.Length);
        return random.Next() >> 32 < _threshold[slot] ? slot : _alias[slot];
    }
}

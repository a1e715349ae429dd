using RecoMart.Benchmarks.Measurement;

namespace RecoMart.Benchmarks.Batch;

/// <summary>A peer's figures, and the ingestor's over them, pair by pair: below 1 the ingestor is faster.</summary>
/// <param name="Peer">The peer's figures.</param>
/// <param name="WallRatio">The ingestor's time over the peer's.</param>
/// <param name="CpuRatio">The same for CPU time.</param>
internal sealed record BatchComparison(ContenderReport Peer, Spread WallRatio, Spread CpuRatio)
{
    public static BatchComparison Of(BatchContender ours, BatchContender peer, string version)
    {
        var pairs = ours.Runs.Zip(peer.Runs).ToArray();
        return new BatchComparison(
            ContenderReport.Of(peer, version),
            Spread.Of(pairs.Select(pair => pair.First.Wall / pair.Second.Wall)),
            Spread.Of(pairs.Select(pair => pair.First.Cpu / pair.Second.Cpu)));
    }
}

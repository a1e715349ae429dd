using RecoMart.Benchmarks.Measurement;

namespace RecoMart.Benchmarks.Batch;

/// <summary>What was made, by the ingestor and by hand, and the one's time over the other's, pair by pair.</summary>
/// <param name="Name">prepare, features, or both.</param>
/// <param name="Ingestor">The ingestor's figures.</param>
/// <param name="Peer">Those of the same SQL by hand.</param>
/// <param name="WallRatio">The ingestor's time over the peer's.</param>
/// <param name="CpuRatio">The same for CPU time.</param>
internal sealed record LayerComparison(string Name, LayerFigures Ingestor, LayerFigures Peer, Spread WallRatio, Spread CpuRatio)
{
    public static LayerComparison Of(string name, IReadOnlyList<LayerRun> ours, IReadOnlyList<LayerRun> theirs)
    {
        var pairs = ours.Zip(theirs, (our, their) => (Our: our.Process, Their: their.Process)).ToArray();
        return new LayerComparison(
            name, LayerFigures.Of(ours), LayerFigures.Of(theirs),
            Spread.Of(pairs.Select(pair => pair.Our.Wall / pair.Their.Wall)),
            Spread.Of(pairs.Select(pair => pair.Our.Cpu / pair.Their.Cpu)));
    }
}

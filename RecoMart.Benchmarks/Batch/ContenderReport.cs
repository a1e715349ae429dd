using RecoMart.Benchmarks.Measurement;
using RecoMart.Benchmarks.Peers;

namespace RecoMart.Benchmarks.Batch;

/// <summary>One side's figures over all measured runs, and what its last run wrote.</summary>
internal sealed record ContenderReport(
    string Name, string Version, Spread WallSeconds, Spread CpuSeconds, Spread PeakMegabytes, IReadOnlyList<LayerContent> Layers)
{
    public static ContenderReport Of(BatchContender contender, string version) => new(
        contender.Name, version,
        Spread.Of(contender.Runs.Select(run => run.Wall.TotalSeconds)),
        Spread.Of(contender.Runs.Select(run => run.Cpu.TotalSeconds)),
        Spread.Of(contender.Runs.Select(run => run.PeakBytes / 1e6)),
        contender.Content);
}

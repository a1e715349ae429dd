using RecoMart.Benchmarks.Measurement;

namespace RecoMart.Benchmarks.Batch;

/// <summary>One side's figures.</summary>
/// <param name="WallSeconds">From the process' start to its end.</param>
/// <param name="CpuSeconds">User plus system time.</param>
/// <param name="PeakMegabytes">The largest resident set.</param>
/// <param name="SpillMegabytes">The most that DuckDB's files for what did not fit into memory took.</param>
/// <param name="PendingMegabytes">The most that all files took that were not published yet.</param>
internal sealed record LayerFigures(Spread WallSeconds, Spread CpuSeconds, Spread PeakMegabytes, Spread SpillMegabytes, Spread PendingMegabytes)
{
    public static LayerFigures Of(IReadOnlyCollection<LayerRun> runs) => new(
        Spread.Of(runs.Select(run => run.Process.Wall.TotalSeconds)),
        Spread.Of(runs.Select(run => run.Process.Cpu.TotalSeconds)),
        Spread.Of(runs.Select(run => run.Process.PeakBytes / 1e6)),
        Spread.Of(runs.Select(run => run.SpillBytes / 1e6)),
        Spread.Of(runs.Select(run => run.PendingBytes / 1e6)));
}

using RecoMart.Benchmarks.Measurement;

namespace RecoMart.Benchmarks.Batch;

/// <summary>One contender's figures.</summary>
/// <param name="Name">What it is.</param>
/// <param name="WallMilliseconds">From its start to its end.</param>
/// <param name="CpuMilliseconds">User plus system time.</param>
/// <param name="PeakMegabytes">The largest resident set.</param>
/// <param name="WallRatio">The ingestor's wall time over its, run by run; null for the ingestor itself.</param>
internal sealed record StartFigures(string Name, Spread WallMilliseconds, Spread CpuMilliseconds, Spread PeakMegabytes, Spread? WallRatio)
{
    public static StartFigures Of(string name, IReadOnlyList<ProcessRun> runs, IReadOnlyList<ProcessRun>? ingestor) => new(
        name,
        Spread.Of(runs.Select(run => run.Wall.TotalMilliseconds)),
        Spread.Of(runs.Select(run => run.Cpu.TotalMilliseconds)),
        Spread.Of(runs.Select(run => run.PeakBytes / 1e6)),
        ingestor is null ? null : Spread.Of(ingestor.Zip(runs).Select(pair => pair.First.Wall / pair.Second.Wall)));
}

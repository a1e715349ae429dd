using RecoMart.Benchmarks.Measurement;

namespace RecoMart.Benchmarks.Batch;

/// <summary>One contender's figures.</summary>
/// <param name="Name">What it is.</param>
/// <param name="WallSeconds">From the process' start to its end.</param>
/// <param name="CpuSeconds">User plus system time.</param>
/// <param name="RunSeconds">The run alone, which is all that each round of a process with <c>--watch</c> takes.</param>
/// <param name="PeakMegabytes">The largest resident set.</param>
/// <param name="OfAll">The ratios to a snapshot of all files.</param>
/// <param name="OfNew">The ratios to a snapshot of the new files alone.</param>
internal sealed record IncrementalFigures(
    string Name, Spread WallSeconds, Spread CpuSeconds, Spread RunSeconds, Spread PeakMegabytes, IncrementalRatios OfAll, IncrementalRatios OfNew)
{
    public static IncrementalFigures Of(string name, IReadOnlyList<IncrementalRun> runs, IReadOnlyList<IncrementalRun> all, IReadOnlyList<IncrementalRun> newOnly) => new(
        name,
        Spread.Of(runs.Select(run => run.Process.Wall.TotalSeconds)),
        Spread.Of(runs.Select(run => run.Process.Cpu.TotalSeconds)),
        Spread.Of(runs.Select(run => run.RunSeconds)),
        Spread.Of(runs.Select(run => run.Process.PeakBytes / 1e6)),
        IncrementalRatios.Of(runs, all),
        IncrementalRatios.Of(runs, newOnly));
}

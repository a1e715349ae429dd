using RecoMart.Benchmarks.Measurement;

namespace RecoMart.Benchmarks.Batch;

/// <summary>A contender over another, run by run.</summary>
/// <param name="Wall">Of wall time.</param>
/// <param name="Cpu">Of processor time.</param>
/// <param name="Run">Of the runs alone.</param>
internal sealed record IncrementalRatios(Spread Wall, Spread Cpu, Spread Run)
{
    public static IncrementalRatios Of(IReadOnlyList<IncrementalRun> runs, IReadOnlyList<IncrementalRun> others)
    {
        return new IncrementalRatios(
            Ratio(run => run.Process.Wall.TotalSeconds), Ratio(run => run.Process.Cpu.TotalSeconds), Ratio(run => run.RunSeconds));

        Spread Ratio(Func<IncrementalRun, double> figure) => Spread.Of(runs.Zip(others, (run, other) => figure(run) / figure(other)));
    }
}

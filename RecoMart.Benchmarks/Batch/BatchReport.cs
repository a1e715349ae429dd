using RecoMart.Benchmarks.Measurement;

namespace RecoMart.Benchmarks.Batch;

/// <summary>The batch scenario's result.</summary>
/// <param name="Machine">Where it was measured.</param>
/// <param name="Threads">Threads that each side may use.</param>
/// <param name="InputBytes">The size of the CSV file.</param>
/// <param name="Contenders">The ingestor, then DuckDB.</param>
/// <param name="WallRatio">DuckDB's time over the ingestor's, pair by pair: above 1 the ingestor is faster.</param>
/// <param name="CpuRatio">The same for CPU time.</param>
internal sealed record BatchReport(
    Machine Machine, int Threads, long InputBytes, IReadOnlyList<ContenderReport> Contenders, Spread WallRatio, Spread CpuRatio)
{
    public static BatchReport Of(
        BatchOptions options, long inputBytes, (BatchContender Contender, string Version) ours, (BatchContender Contender, string Version) theirs)
    {
        var pairs = ours.Contender.Runs.Zip(theirs.Contender.Runs).ToArray();
        return new BatchReport(
            Machine.Current, options.Threads, inputBytes,
            [ContenderReport.Of(ours.Contender, ours.Version), ContenderReport.Of(theirs.Contender, theirs.Version)],
            Spread.Of(pairs.Select(pair => pair.Second.Wall / pair.First.Wall)),
            Spread.Of(pairs.Select(pair => pair.Second.Cpu / pair.First.Cpu)));
    }
}

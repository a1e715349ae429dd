using RecoMart.Benchmarks.Generation;
using RecoMart.Benchmarks.Measurement;

namespace RecoMart.Benchmarks.Batch;

/// <summary>The cost of ingesting transactions as there are more of them, and as the same ones stand in more files.</summary>
internal sealed class GrowScenario(GrowOptions options, Action<string> progress)
{
    private readonly IngestorProcess _ingestor = new(options.Ingestor);

    public GrowReport Run()
    {
        Measure(rows: 10_000, files: 1, runs: 1); // brings the program into the page cache
        return new GrowReport(
            Machine.Current,
            GrowSeries.Of([.. options.Rows.Select(rows => Point(rows, Measure(rows, files: 1, options.Runs)))]),
            GrowSeries.Of([.. options.Files.Select(files => Point(files, Measure(options.FileRows, files, options.Runs)))]));
    }

    private List<ProcessRun> Measure(long rows, long files, int runs)
    {
        progress(FormattableString.Invariant($"{rows:N0} rows in {files:N0} files"));
        // A workspace each: the disk needs room for one size only.
        using var workspace = new Workspace();
        for (var file = 0L; file < files; file++)
        {
            TransactionGenerator.WriteFile(
                workspace.PathOf("data", FormattableString.Invariant($"transactions-{file:0000}.csv")), new TransactionOptions { Rows = rows / files, Seed = (ulong)file + 1 });
        }
        var measured = new List<ProcessRun>();
        for (var run = 0; run < runs; run++)
        {
            var storage = workspace.PathOf("storage", $"{run}");
            measured.Add(_ingestor.Ingest(BatchSource.Transactions.Name, workspace.PathOf("data"), storage, options.Threads));
            Directory.Delete(storage, recursive: true);
        }
        return measured;
    }

    private static GrowPoint Point(long size, List<ProcessRun> runs) => new(
        size,
        Spread.Of(runs.Select(run => run.Wall.TotalSeconds)),
        Spread.Of(runs.Select(run => run.Cpu.TotalSeconds)),
        Spread.Of(runs.Select(run => run.PeakBytes / 1e6)));
}

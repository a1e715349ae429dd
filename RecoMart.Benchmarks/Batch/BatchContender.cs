using System.Text.Json;
using RecoMart.Benchmarks.Measurement;
using RecoMart.Benchmarks.Peers;

namespace RecoMart.Benchmarks.Batch;

/// <summary>One side of the comparison: its runs, each into an empty storage folder.</summary>
internal sealed class BatchContender(string name, BatchSource source, string storageBase, Func<string, ProcessRun> ingest)
{
    private readonly List<ProcessRun> _runs = [];

    public string Name => name;

    public IReadOnlyList<ProcessRun> Runs => _runs;

    /// <summary>What the last run wrote.</summary>
    public IReadOnlyList<LayerContent> Content { get; private set; } = [];

    /// <summary>What the last run said.</summary>
    public string Output { get; private set; } = "";

    public void WarmUp() => Run();

    public void Measure() => _runs.Add(Run());

    private ProcessRun Run()
    {
        if (Directory.Exists(storageBase))
            Directory.Delete(storageBase, recursive: true);
        var run = ingest(storageBase);
        Output = run.Output;

        // In another process: DuckDB in this one would raise our own peak memory, below which a child's can't be told exactly.
        var look = MeasuredProcess.RunDotnet([typeof(BatchContender).Assembly.Location, "describe-lake", source.Name, storageBase], Threads.Limit(2));
        Content = JsonSerializer.Deserialize<List<LayerContent>>(look.Output, ReportJson.Options)!;
        return run;
    }
}

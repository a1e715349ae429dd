using RecoMart.Benchmarks.Generation;
using RecoMart.Benchmarks.Measurement;

namespace RecoMart.Benchmarks.Batch;

/// <summary>
/// How long a small run takes from start to end: <c>ingest all</c> on the repository's sample, against programs that only start:
/// Python with pandas where it is installed, and .NET with DuckDB.
/// </summary>
internal sealed class StartScenario(StartOptions options, Action<string> progress)
{
    private static readonly Dictionary<string, string> s_nothing = [];
    private static readonly string[] s_pandas = ["python3", "-c", "import pandas"];

    public StartReport Run()
    {
        var process = new IngestorProcess(options.Ingestor);
        using var workspace = new Workspace();
        var data = workspace.PathOf("data", "products.json");
        SampleData.Write(Path.GetDirectoryName(data)!);
        var run = 0;
        var contenders = new List<(string Name, Func<ProcessRun> Start, List<ProcessRun> Runs)>
        {
            ("RecoMart, ingest all", () => process.IngestAll(Path.GetDirectoryName(data)!, workspace.PathOf($"storage-{run++}", "lake")), []),
            ("DuckDB.NET, select 1", () => MeasuredProcess.RunDotnet([typeof(StartScenario).Assembly.Location, "duckdb-start"], s_nothing), []),
        };
        if (PandasIsInstalled())
            contenders.Add(("python3, import pandas", () => MeasuredProcess.Run(s_pandas, s_nothing), []));
        else
            progress("pandas is not installed, and left out");

        for (var pair = 0; pair <= options.Pairs; pair++)
        {
            progress(pair == 0 ? "warm-up" : $"run {pair} of {options.Pairs}");
            foreach (var (_, start, runs) in contenders)
            {
                var measured = start();
                if (pair > 0)
                    runs.Add(measured);
            }
        }
        return new StartReport(
            Machine.Current, [.. contenders.Select((contender, number) => StartFigures.Of(contender.Name, contender.Runs, number == 0 ? null : contenders[0].Runs))]);
    }

    private static bool PandasIsInstalled()
    {
        try
        {
            MeasuredProcess.Run(s_pandas, s_nothing);
            return true;
        }
        catch (InvalidOperationException)
        {
            return false;
        }
    }
}

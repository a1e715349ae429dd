using System.Globalization;
using System.Text.Json;
using RecoMart.Benchmarks.Generation;
using RecoMart.Benchmarks.Measurement;
using RecoMart.Benchmarks.Peers;

namespace RecoMart.Benchmarks.Batch;

/// <summary>
/// <c>prepare</c> and <c>features</c> against the same SQL run by hand, on a lake that one ingest has filled: after a warm-up of each, runs in turn. The tables
/// of every run are compared.
/// </summary>
internal sealed class LayersScenario(LayersOptions options, Action<string> progress)
{
    private static readonly Dictionary<string, string> s_nothing = [];
    private static readonly string s_self = typeof(LayersScenario).Assembly.Location;

    /// <exception cref="InvalidDataException">The two sides' tables differ.</exception>
    public LayersReport Run()
    {
        var process = new IngestorProcess(options.Ingestor);
        using var workspace = new Workspace();
        string lake = workspace.PathOf("recomart", "lake"), byHand = workspace.PathOf("by-hand", "lake");
        var asOf = Fill(process, workspace, lake);
        var contenders = new List<(string Folder, List<LayerRun> Prepare, List<LayerRun> Features, Func<ProcessRun> RunPrepare, Func<ProcessRun> RunFeatures)>
        {
            (lake, [], [], () => process.Make("prepare", lake), () => process.Make("features", lake, "--as-of", asOf)),
            (byHand, [], [], () => RunPeer("prepared"), () => RunPeer("features")),
        };
        IReadOnlyList<LayerContent> tables = [];
        for (var pair = 0; pair <= options.Pairs; pair++)
        {
            progress(pair == 0 ? "warm-up" : $"pair {pair} of {options.Pairs}");
            // All of them before any run: the disk is not to be busy with what one side left while the other is measured.
            foreach (var contender in contenders)
                Clear(contender.Folder);
            foreach (var (folder, prepare, features, runPrepare, runFeatures) in contenders)
            {
                var (prepared, made) = (Watch(folder, runPrepare), Watch(folder, runFeatures));
                if (pair == 0)
                    continue;
                prepare.Add(prepared);
                features.Add(made);
            }
            tables = Describe(lake);
            Compare(tables, Describe(byHand));
        }
        var (ours, theirs) = (contenders[0], contenders[1]);
        return new LayersReport(
            Machine.Current, options.Rows, SizeOf(Path.Combine(lake, "validated")),
            JsonSerializer.Deserialize<PeerResult>(theirs.Features[^1].Process.Output, ReportJson.Options)!.Version,
            [
                LayerComparison.Of("prepare", ours.Prepare, theirs.Prepare),
                LayerComparison.Of("features", ours.Features, theirs.Features),
                LayerComparison.Of("both", Both(ours.Prepare, ours.Features), Both(theirs.Prepare, theirs.Features)),
            ],
            tables);

        ProcessRun RunPeer(string layer) => MeasuredProcess.RunDotnet([s_self, "layer-peer", layer, "--lake", lake, "--output", byHand, "--as-of", asOf], s_nothing);
    }

    // Returns the time that features are to look back from: that of about the last event.
    private string Fill(IngestorProcess process, Workspace workspace, string lake)
    {
        progress(string.Create(CultureInfo.InvariantCulture, $"generating {options.Rows:N0} transactions and ingesting them"));
        var shape = new TransactionOptions { Rows = options.Rows };
        var data = workspace.PathOf("data", "here");
        Directory.CreateDirectory(data);
        foreach (var (source, rows) in new[] { (BatchSource.Transactions, options.Rows), (BatchSource.Users, shape.Users), (BatchSource.Products, shape.Items) })
            source.Generate(Path.Combine(data, source.InputName), rows);
        process.IngestAll(data, lake);
        Directory.Delete(data, recursive: true);
        return (shape.Start + (options.Rows * shape.MeanGap)).ToString("yyyy-MM-ddTHH:mm:ssZ", CultureInfo.InvariantCulture);
    }

    private static void Clear(string folder)
    {
        foreach (var name in new[] { "prepared", "features", LayerPeer.Pending }.Select(name => Path.Combine(folder, name)).Where(Directory.Exists))
            Directory.Delete(name, recursive: true);
    }

    private static LayerRun Watch(string folder, Func<ProcessRun> run)
    {
        var watcher = new FolderWatcher(Path.Combine(folder, LayerPeer.Pending), LayerPeer.Spill);
        ProcessRun process;
        using (watcher)
            process = run();
        return new LayerRun(process, watcher.PeakBytesInSubfolders, watcher.PeakBytes);
    }

    private static List<LayerRun> Both(IEnumerable<LayerRun> prepare, IEnumerable<LayerRun> features) => [.. prepare.Zip(features, (first, then) => first.And(then))];

    // In another process, as with a batch: DuckDB in this one would raise our own peak memory.
    private static List<LayerContent> Describe(string folder) => JsonSerializer.Deserialize<List<LayerContent>>(
        MeasuredProcess.RunDotnet([s_self, "describe-tables", folder], s_nothing).Output, ReportJson.Options)!;

    private static void Compare(IReadOnlyList<LayerContent> ours, IReadOnlyList<LayerContent> theirs)
    {
        foreach (var (our, their) in ours.Zip(theirs))
        {
            if (our.Rows == 0 || our.Rows != their.Rows || our.Sums != their.Sums)
                throw new InvalidDataException(
                    $"The tables {our.Layer} and {their.Layer} differ: RecoMart {our.Rows} rows ({our.Sums}), by hand {their.Rows} rows ({their.Sums}).");
        }
    }

    private static long SizeOf(string folder) => new DirectoryInfo(folder).EnumerateFiles("*.parquet", SearchOption.AllDirectories).Sum(file => file.Length);
}

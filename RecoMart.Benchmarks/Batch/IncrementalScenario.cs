using System.Globalization;
using RecoMart.Benchmarks.Generation;
using RecoMart.Benchmarks.Measurement;

namespace RecoMart.Benchmarks.Batch;

/// <summary>
/// What an incremental run costs where a lake has many files and a few are new, against a snapshot of all of them, and one of the new ones alone. Each run
/// begins with the same lake, a snapshot of the earlier files.
/// </summary>
internal sealed class IncrementalScenario(IncrementalOptions options, Action<string> progress)
{
    private const string SnapshotDay = "2026-01-01";
    private const string NextDay = "2026-01-02";

    // A file that has just been written is compared by its content; most files of a shop have been there for a while.
    private static readonly TimeSpan s_age = TimeSpan.FromMinutes(10);

    /// <exception cref="InvalidDataException">A run read other rows than it should have.</exception>
    public IncrementalReport Run()
    {
        var process = new IngestorProcess(options.Ingestor);
        using var workspace = new Workspace();
        string known = workspace.PathOf("known", "data"), fresh = workspace.PathOf("new", "data"), all = workspace.PathOf("all", "data");
        progress(string.Create(CultureInfo.InvariantCulture, $"generating {options.Files:N0} and {options.NewFiles:N0} files of {options.RowsPerFile:N0} rows"));
        Generate(known, 0, options.Files);
        Generate(fresh, options.Files, options.NewFiles);
        HardLinks.Folder(known, all);
        HardLinks.Folder(fresh, all);
        string lake = workspace.PathOf("lake", "storage"), copy = workspace.PathOf("copy", "storage");
        Ingest(known, lake, "snapshot", SnapshotDay);

        var rowsOf = (int files) => files * options.RowsPerFile;
        var contenders = new List<(string Name, string Data, bool FromLake, string Mode, string Day, long Rows, List<IncrementalRun> Runs)>
        {
            ("incremental, next day", all, true, "incremental", NextDay, rowsOf(options.NewFiles), []),
            ("incremental, same day", all, true, "incremental", SnapshotDay, rowsOf(options.NewFiles), []),
            ("incremental, nothing new", known, true, "incremental", NextDay, 0, []),
            ("snapshot of all", all, true, "snapshot", NextDay, rowsOf(options.Files + options.NewFiles), []),
            ("snapshot of the new alone", fresh, false, "snapshot", NextDay, rowsOf(options.NewFiles), []),
        };
        for (var pair = 0; pair <= options.Pairs; pair++)
        {
            progress(pair == 0 ? "warm-up" : $"run {pair} of {options.Pairs}");
            foreach (var (name, data, fromLake, mode, day, rows, runs) in contenders)
            {
                if (fromLake)
                    HardLinks.Folder(lake, copy);
                var run = Ingest(data, copy, mode, day);
                Directory.Delete(copy, recursive: true);
                Check(name, run, rows);
                if (pair > 0)
                    runs.Add(run);
            }
        }
        var (ofAll, ofNew) = (contenders[^2].Runs, contenders[^1].Runs);
        HardLinks.Folder(lake, copy);
        var (watched, nothingNew) = Watch(process, workspace, known, copy);
        return new IncrementalReport(
            Machine.Current,
            new DirectoryInfo(all).EnumerateFiles().Sum(file => file.Length),
            [.. contenders.Select(contender => IncrementalFigures.Of(contender.Name, contender.Runs, ofAll, ofNew))],
            new WatchFigures(Spread.Of(watched.Select(run => run.RunSeconds)), Spread.Of(nothingNew), Ratio(watched, ofAll), Ratio(watched, ofNew)));

        Spread Ratio(List<IncrementalRun> runs, List<IncrementalRun> others) => Spread.Of(runs.Zip(others, (run, other) => run.RunSeconds / other.RunSeconds));

        IncrementalRun Ingest(string data, string storage, string mode, string day) => IncrementalRun.Of(
            process.Ingest(BatchSource.Transactions.Name, data, storage, options.Threads, "--mode", mode, "--date", day));
    }

    // New files come as often as there are pairs, and once for warm-up; the first run of all finds nothing new.
    private (List<IncrementalRun> Runs, List<double> NothingNew) Watch(IngestorProcess process, Workspace workspace, string data, string lake)
    {
        progress("watching");
        var (runs, nothingNew) = (new List<IncrementalRun>(), new List<double>());
        var rounds = Enumerable.Range(0, options.Pairs + 1).Select(round => workspace.PathOf(string.Create(CultureInfo.InvariantCulture, $"new-{round}"), "data")).ToList();
        for (var round = 0; round < rounds.Count; round++)
            Generate(rounds[round], options.Files + ((round + 1) * options.NewFiles), options.NewFiles);
        // An interval so long that files are never linked while a run looks for them.
        using var watching = process.Watch(BatchSource.Transactions.Name, data, lake, options.Threads, "2s", "--date", NextDay);
        for (var round = 0; round < rounds.Count; round++)
        {
            var without = watching.AwaitNothingNew();
            HardLinks.Folder(rounds[round], data);
            var run = IncrementalRun.Of(new ProcessRun(default, default, 0, watching.AwaitReport()));
            Check("watching", run, options.NewFiles * options.RowsPerFile);
            if (round == 0)
                continue;
            runs.Add(run);
            nothingNew.Add(without);
        }
        return (runs, nothingNew);
    }

    private static void Check(string name, IncrementalRun run, long rows)
    {
        if (run.Rows != rows)
            throw new InvalidDataException(string.Create(CultureInfo.InvariantCulture, $"{name}: {run.Rows:N0} rows were read, not {rows:N0}."));
    }

    private void Generate(string folder, int first, int count)
    {
        Directory.CreateDirectory(folder);
        for (var file = first; file < first + count; file++)
        {
            var path = Path.Combine(folder, string.Create(CultureInfo.InvariantCulture, $"transactions-{file:00000}.csv"));
            TransactionGenerator.WriteFile(path, new TransactionOptions { Rows = options.RowsPerFile, Seed = (ulong)file + 1 });
            File.SetLastWriteTimeUtc(path, DateTime.UtcNow - s_age);
        }
    }
}

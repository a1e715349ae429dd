using System.Globalization;
using System.Text.Json.Nodes;
using RecoMart.BatchIngestor.Retention;
using RecoMart.Storage.Lake;
using RecoMart.Tests.BatchIngestor.Transformations;

namespace RecoMart.Tests.BatchIngestor.Retention;

/// <summary>A lake with partitions of many dates. The clock of those who prune it stands at 2026-04-12.</summary>
internal sealed class DatedLake : IDisposable
{
    public IngestorWorkspace Workspace { get; } = new IngestorWorkspace().WriteCleanSources();

    public void Dispose() => Workspace.Dispose();

    /// <summary>Ingests the sources for some dates, such as <c>04-01</c>.</summary>
    public async Task<DatedLake> IngestAsync(params string[] dates)
    {
        foreach (var date in dates)
        {
            using var host = new LayerHost(Workspace, ("date", $"2026-{date}"));
            await host.IngestAsync();
        }
        return this;
    }

    /// <summary>Ingests the sources and prepares them, for some dates.</summary>
    public async Task<DatedLake> PrepareAsync(params string[] dates)
    {
        foreach (var date in dates)
        {
            using var host = new LayerHost(Workspace, ("date", $"2026-{date}"));
            await host.IngestAsync();
            Assert.Null((await host.PrepareAsync()).Error);
        }
        return this;
    }

    /// <summary>Adds to users and transactions, changes the products, ingests what is new and prepares it, for some dates.</summary>
    public async Task<DatedLake> AddAsync(params string[] dates)
    {
        foreach (var date in dates)
        {
            var number = int.Parse(date.Replace("-", "", StringComparison.Ordinal), CultureInfo.InvariantCulture);
            File.AppendAllText(Path.Combine(Workspace.DataDir, "users.csv"), $"{number},30,F,Desktop\n");
            File.AppendAllText(Path.Combine(Workspace.DataDir, "transactions.csv"), $"{number},10,view,,2026-{date}T10:00:00\n");
            Workspace.Write("products.json", $$"""[{"item_id":10,"price":{{number}}}]""");
            using var host = new LayerHost(Workspace, ("date", $"2026-{date}"));
            await host.IngestAsync(LakeMode.Incremental);
            Assert.Null((await host.PrepareAsync()).Error);
        }
        return this;
    }

    /// <summary>Has the metadata say that partitions hold only what was new on their days, where the ledger does not matter.</summary>
    public DatedLake MakeIncremental(params string[] dates)
    {
        foreach (var path in dates.SelectMany(date => Directory.EnumerateFiles(Workspace.LakePath, "*_metadata.json", SearchOption.AllDirectories).Where(path => path.Contains($"2026-{date}", StringComparison.Ordinal))))
        {
            var json = JsonNode.Parse(File.ReadAllText(path))!;
            json["mode"] = "incremental";
            File.WriteAllText(path, json.ToJsonString());
        }
        return this;
    }

    public async Task<PruneResult> PruneAsync(int keepDays, bool apply, params LakeLayer[] layers)
    {
        using var host = new LayerHost(Workspace);
        return await host.PruneAsync(keepDays, apply, layers);
    }

    /// <summary>Changes a bit of a file, which leaves its size as it is.</summary>
    public void FlipBit(string path)
    {
        var bytes = File.ReadAllBytes(PathOf(path));
        bytes[bytes.Length / 2] ^= 1;
        File.WriteAllBytes(PathOf(path), bytes);
    }

    public string PathOf(string path) => Workspace.Lake.FullPath(path);

    /// <summary>The dates of a table that have a folder, such as <c>04-01</c>.</summary>
    public IEnumerable<string> Dates(string table) => Directory.EnumerateDirectories(PathOf(table)).Select(path => Path.GetFileName(path)[5..]).Order(StringComparer.Ordinal);

    /// <summary>What stays of a table and why, such as <c>04-01 the last good one</c>.</summary>
    public static IEnumerable<string> Kept(PruneResult result, string table) => result.Kept.Where(partition => partition.Path.StartsWith(table + "/", StringComparison.Ordinal))
        .Select(partition => $"{partition.Date:MM-dd} {partition.Why}");

    /// <summary>What goes of a table and why.</summary>
    public static IEnumerable<string> Pruned(PruneResult result, string table) => result.Pruned.Where(partition => partition.Path.StartsWith(table + "/", StringComparison.Ordinal))
        .Select(partition => $"{partition.Date:MM-dd} {partition.Why}");

    public static IEnumerable<string> Problems(PruneResult result) => result.Problems.Select(problem => $"{problem.Path} {problem.Problem}");
}

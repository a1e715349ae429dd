using RecoMart.BatchIngestor.Ingestion;
using RecoMart.Storage.Contract;
using RecoMart.Storage.Lake;
using RecoMart.Tests.BatchIngestor.Transformations;
using RecoMart.Tests.Storage.Lake;

namespace RecoMart.Tests.BatchIngestor.Incremental;

/// <summary>A workspace into whose lake a test ingests on days of April 2026. Files are old unless a test says otherwise.</summary>
internal sealed class IncrementalLake : IDisposable
{
    private static readonly DateTime s_old = new(2026, 1, 1, 0, 0, 0, DateTimeKind.Utc);

    private int _files;

    public IngestorWorkspace Workspace { get; } = new();

    public DataLakeStorage Lake => Workspace.Lake;

    /// <summary>Writes a users file, or what comes in its place.</summary>
    public IncrementalLake Users(string name, params string[] rows) => File(name, IngestorWorkspace.UserHeader + string.Concat(rows.Select(row => row + "\n")));

    /// <summary>Writes a transactions file.</summary>
    public IncrementalLake Transactions(string name, params string[] rows) =>
        File(name, IngestorWorkspace.TransactionHeader + string.Concat(rows.Select(row => row + "\n")));

    /// <summary>Writes a file of some seconds ago, each a second after the one before.</summary>
    public IncrementalLake File(string name, string text)
    {
        Workspace.Write(name, text);
        System.IO.File.SetLastWriteTimeUtc(PathOf(name), s_old.AddSeconds(_files++));
        return this;
    }

    /// <summary>Adds lines to a file.</summary>
    public void Append(string name, string text)
    {
        System.IO.File.AppendAllText(PathOf(name), text);
        System.IO.File.SetLastWriteTimeUtc(PathOf(name), s_old.AddSeconds(_files++));
    }

    public string PathOf(string name) => Workspace.Combine("data", name);

    /// <summary>Ingests one source on a day.</summary>
    public async Task<SourceResult> IngestAsync(int day, string source = "users", LakeMode mode = LakeMode.Incremental)
    {
        using var host = new LayerHost(Workspace, ("date", $"2026-04-{day:D2}"));
        return Assert.Single((await host.TryIngestAsync(mode, source)).Sources);
    }

    /// <summary>The metadata of a partition.</summary>
    public LakeMetadata Metadata(int day, string source = "users", LakeLayer layer = LakeLayer.Validated) =>
        Assert.Single(Lake.List(), entry => entry.Partition.Layer == layer && entry.Partition.Source == source && entry.Partition.Date.Day == day).Metadata;

    /// <summary>The rows of a partition, as the columns joined by bars.</summary>
    public IReadOnlyList<string> Rows(int day, string source = "users", string columns = "user_id, age, gender, device", LakeLayer layer = LakeLayer.Validated)
    {
        var entry = Assert.Single(Lake.List(), entry => entry.Partition.Layer == layer && entry.Partition.Source == source && entry.Partition.Date.Day == day);
        return DuckDb.Query($"SELECT {columns} FROM $file", Lake.FullPath(entry.Partition.DataPath));
    }

    /// <summary>The prepared users; the other sources are made up.</summary>
    public async Task<IReadOnlyList<string>> PreparedUsersAsync()
    {
        using var other = new IncrementalLake();
        foreach (var path in Directory.EnumerateFiles(Workspace.LakePath, "*", SearchOption.AllDirectories))
        {
            var copy = other.Workspace.Combine("storage", Path.GetRelativePath(Workspace.LakePath, path));
            Directory.CreateDirectory(Path.GetDirectoryName(copy)!);
            System.IO.File.Copy(path, copy);
        }
        other.Transactions("transactions.csv", "1,1,view,,2026-01-27").File("products.json", """{"item_id":1}""");
        await other.IngestAsync(30, "transactions");
        await other.IngestAsync(30, "products");
        using var host = new LayerHost(other.Workspace);
        Assert.Null((await host.PrepareAsync()).Error);
        return host.Rows("prepared", "users");
    }

    /// <summary>The ledger of a source.</summary>
    public Ledger Ledger(SourceContract contract) => Lake.ReadLedger(contract)!;

    /// <summary>Everything that <c>verify --deep</c> finds.</summary>
    public async Task<IReadOnlyList<LakeProblem>> VerifyAsync() => (await Lake.VerifyAsync(deep: true, only: null, CancellationToken.None)).Problems;

    public void Dispose() => Workspace.Dispose();
}

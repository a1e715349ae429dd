using System.Text;
using RecoMart.Storage.Lake;

namespace RecoMart.Tests.BatchIngestor;

/// <summary>A folder with source files in <c>data</c>, in which the ingestor runs and makes its lake in <c>storage</c>.</summary>
internal sealed class IngestorWorkspace : IDisposable
{
    public const string UserHeader = "user_id,age,gender,device\n";
    public const string TransactionHeader = "user_id,item_id,view_mode,rating,timestamp\n";

    /// <summary>An ingestion date for tests, as the command line takes it.</summary>
    public const string Date = "2026-01-27";

    private readonly TemporaryDirectory _directory = new();

    public IngestorWorkspace() => Directory.CreateDirectory(DataDir);

    public string Root => _directory.Path;

    public string DataDir => _directory.Combine("data");

    public string LakePath => _directory.Combine("storage");

    public DataLakeStorage Lake => new(LakePath);

    public string Combine(params string[] names) => _directory.Combine(names);

    public IngestorWorkspace Write(string name, string text)
    {
        File.WriteAllText(Path.Combine(DataDir, name), text, new UTF8Encoding(false));
        return this;
    }

    public IngestorWorkspace Write(string name, byte[] bytes)
    {
        File.WriteAllBytes(Path.Combine(DataDir, name), bytes);
        return this;
    }

    /// <summary>Copies sources and lake into an empty workspace.</summary>
    public void CopyTo(IngestorWorkspace workspace)
    {
        foreach (var path in Directory.EnumerateFiles(Root, "*", SearchOption.AllDirectories))
        {
            var copy = workspace.Combine(Path.GetRelativePath(Root, path));
            Directory.CreateDirectory(Path.GetDirectoryName(copy)!);
            File.Copy(path, copy);
        }
    }

    /// <summary>Two users, one product, three transactions, all of them clean.</summary>
    public IngestorWorkspace WriteCleanSources() => this
        .Write("users.csv", UserHeader + "1,28,M,Mobile\n2,35,F,Tablet\n")
        .Write("products.json", """[{"item_id":10,"price":9.99,"brand":"Acme","category":"Toys","rating":4.5,"in_stock":true}]""")
        .Write("transactions.csv", TransactionHeader + "1,10,purchase,5,2026-01-27T10:30:00\n2,10,view,,2026-01-27T11:00:00\n2,11,view,,2026-01-27\n");

    public Task<IngestorRun> RunAsync(params string[] arguments) => RunAsync(arguments, []);

    public async Task<IngestorRun> RunAsync(string[] arguments, params (string Name, string Value)[] variables)
    {
        using var process = IngestorProcess.Start(Root, arguments, variables);
        return await process.FinishAsync();
    }

    /// <summary>Every dataset in the lake as <c>layer/source/date rows</c>.</summary>
    public IEnumerable<string> Catalog() => Lake.List().Select(entry =>
        $"{entry.Partition.LayerName}/{entry.Partition.Source}/{entry.Partition.Date:yyyy-MM-dd} {entry.Metadata.RecordCount}");

    /// <summary>The values of a text or an integer column, as texts.</summary>
    public async Task<IReadOnlyList<string>> ColumnAsync<T>(LakeLayer layer, string source, string column)
        where T : struct
    {
        var entry = Assert.Single(Lake.List(), entry => entry.Partition.Layer == layer && entry.Partition.Source == source);
        var values = new List<string>();
        await using var reader = await Lake.OpenAsync(entry.Partition, CancellationToken.None);
        for (var group = 0; group < reader.RowGroupCount; group++)
            values.AddRange((await reader.ReadAsync<T>(group, column, CancellationToken.None)).Values().Select(value => value?.ToString() ?? "∅"));
        return values;
    }

    /// <summary>Every file below the lake but the lock, with the time of its last change: equal only when nobody touched it.</summary>
    public IReadOnlyList<string> Snapshot() => [.. Directory.EnumerateFiles(LakePath, "*", SearchOption.AllDirectories)
        .Where(path => Path.GetFileName(path) != ".lock")
        .Select(path => $"{Path.GetRelativePath(LakePath, path)} {File.GetLastWriteTimeUtc(path):O} {new FileInfo(path).Length}")
        .Order(StringComparer.Ordinal)];

    /// <summary>What versions that were not finished have left behind.</summary>
    public IEnumerable<string> Pending() => Directory.Exists(Path.Combine(LakePath, ".pending"))
        ? Directory.EnumerateFileSystemEntries(Path.Combine(LakePath, ".pending"), "*", SearchOption.AllDirectories)
        : [];

    public void Dispose() => _directory.Dispose();
}

using RecoMart.BatchIngestor.Ingestion;
using RecoMart.BatchIngestor.Transformations;
using RecoMart.Storage.Contract;
using RecoMart.Storage.Lake;
using RecoMart.Tests.BatchIngestor.Transformations;
using RecoMart.Tests.Storage.Lake;
using Xunit.Abstractions;

namespace RecoMart.Tests.BatchIngestor.Incremental;

/// <summary>Whatever comes in whatever order, incremental runs end in the same tables as one snapshot of all there is.</summary>
public sealed class IncrementalPropertyTests(ITestOutputHelper output) : IDisposable
{
    private static readonly (string Layer, string Table)[] s_tables =
    [
        ("prepared", "users"), ("prepared", "products"), ("prepared", "transactions"),
        ("features", "user_features"), ("features", "item_features"), ("features", "interactions"),
    ];

    private readonly IngestorWorkspace _workspace = new();

    public void Dispose() => _workspace.Dispose();

    [Theory]
    [MemberData(nameof(Seeds))]
    public async Task Whatever_happens_to_the_files_the_tables_are_those_of_a_snapshot(int seed)
    {
        var random = new Random(seed);
        var date = new DateOnly(2026, 4, 1);
        using var sources = new ChangingSources(_workspace, random);
        sources.Begin();
        var story = new List<string>();
        for (var step = 0; step < 12; step++)
        {
            story.Add(sources.Change());
            if (random.Next(3) == 0)
                continue;
            date = date.AddDays(random.Next(3) == 0 ? 1 : 0);
            // Now and then somebody makes a snapshot in between.
            var mode = random.Next(8) == 0 ? LakeMode.Snapshot : LakeMode.Incremental;
            await IngestAsync(date, mode);
            sources.Seen();
            story.Add($"{mode} {date}");
        }
        await IngestAsync(date, LakeMode.Incremental);
        var again = await IngestAsync(date, LakeMode.Incremental);

        Assert.DoesNotContain(again.Sources, source => source.Published);
        output.WriteLine(string.Join("; ", story));
        Assert.Equal(await TablesOfSnapshotAsync(_workspace.DataDir), await TablesAsync(_workspace));
        Assert.True((await _workspace.Lake.VerifyAsync(deep: true, only: null, CancellationToken.None)).Problems.Count == 0);
    }

    [SkippableTheory]
    [MemberData(nameof(Seeds))]
    public async Task The_real_files_may_come_one_by_one_in_any_order_with_staging_growing_between(int seed)
    {
        var random = new Random(seed);
        var files = SourceContract.All.SelectMany(RealData.FilesOf).Append(RealData.PathOf("user_item_matrix.csv")).Append(RealData.PathOf("product_features.csv")).ToArray();
        random.Shuffle(files);
        var date = new DateOnly(2026, 4, 1);
        var rest = new Dictionary<string, string[]>();
        foreach (var path in files)
        {
            var name = Path.GetFileName(path);
            var lines = await File.ReadAllLinesAsync(path);
            // Staging files come half, and grow.
            var half = name.Contains("staging", StringComparison.Ordinal) ? lines.Length / 2 : lines.Length;
            await File.WriteAllTextAsync(_workspace.Combine("data", name), string.Concat(lines[..half].Select(line => line + "\n")));
            if (half < lines.Length)
                rest.Add(name, lines[half..]);
            // A source without a file is an error, and the others are ingested.
            await TryIngestAsync(date);
            date = date.AddDays(random.Next(2));
        }
        foreach (var (name, lines) in rest)
        {
            await File.AppendAllLinesAsync(_workspace.Combine("data", name), lines);
            await IngestAsync(date, LakeMode.Incremental);
        }

        Assert.Equal(await TablesOfSnapshotAsync(_workspace.DataDir), await TablesAsync(_workspace));
        foreach (var contract in SourceContract.All)
            Assert.Empty(LedgerCheck.FindProblems(contract, _workspace.Lake.ReadLedger(contract)!, new LakeInputs(_workspace.Lake).FindIngested(LakeLayer.Validated, contract, until: null)));
    }

    /// <summary>Ten of them, or as many as RECOMART_SEEDS says, from 1 on.</summary>
    public static TheoryData<int> Seeds => [.. Enumerable.Range(1, int.Parse(Environment.GetEnvironmentVariable("RECOMART_SEEDS") ?? "10", null))];

    private async Task<IngestResult> IngestAsync(DateOnly date, LakeMode mode)
    {
        using var host = new LayerHost(_workspace, ("date", $"{date:yyyy-MM-dd}"));
        var result = await host.IngestAsync(mode);
        foreach (var contract in SourceContract.All)
            Assert.Empty(LedgerCheck.FindProblems(contract, _workspace.Lake.ReadLedger(contract)!, new LakeInputs(_workspace.Lake).FindIngested(LakeLayer.Validated, contract, until: null)));
        return result;
    }

    private async Task TryIngestAsync(DateOnly date)
    {
        using var host = new LayerHost(_workspace, ("date", $"{date:yyyy-MM-dd}"));
        await host.TryIngestAsync(LakeMode.Incremental);
    }

    private static async Task<IReadOnlyList<string>> TablesOfSnapshotAsync(string dataDir)
    {
        using var other = new IngestorWorkspace();
        // All of it: staging files have their journals beside them.
        foreach (var path in Directory.GetFiles(dataDir).Where(path => !path.EndsWith(".lock", StringComparison.Ordinal)))
            File.Copy(path, other.Combine("data", Path.GetFileName(path)));
        using (var host = new LayerHost(other, ("date", "2026-04-12")))
            await host.IngestAsync();
        return await TablesAsync(other);
    }

    private static async Task<IReadOnlyList<string>> TablesAsync(IngestorWorkspace workspace)
    {
        using var host = new LayerHost(workspace);
        Assert.Null((await host.PrepareAsync()).Error);
        Assert.Null((await host.FeaturesAsync()).Error);
        return [.. s_tables.SelectMany(table => host.Rows(table.Layer, table.Table).Select(row => $"{table.Table}: {row}"))];
    }
}

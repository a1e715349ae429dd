using System.Globalization;
using System.Text.Json;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using RecoMart.BatchIngestor;
using RecoMart.BatchIngestor.Export;
using RecoMart.BatchIngestor.Ingestion;
using RecoMart.BatchIngestor.Retention;
using RecoMart.BatchIngestor.Transformations;
using RecoMart.Storage.Contract;
using RecoMart.Storage.Lake;
using RecoMart.Tests.Storage.Lake;

namespace RecoMart.Tests.BatchIngestor.Transformations;

/// <summary>The ingestor in this process, over a workspace of its own, with a clock that stands still.</summary>
internal sealed class LayerHost : IDisposable
{
    /// <summary>What the clock says.</summary>
    public static readonly DateTime Now = new(2026, 4, 12, 10, 30, 0, DateTimeKind.Utc);

    private readonly IngestorWorkspace _workspace;
    private readonly IHost _host;

    public LayerHost(IngestorWorkspace workspace, params (string Key, string Value)[] settings)
    {
        _workspace = workspace;
        var builder = new HostApplicationBuilder(new HostApplicationBuilderSettings { DisableDefaults = true });
        builder.Configuration.AddInMemoryCollection([new("data_dir", workspace.DataDir), new("storage_base", workspace.LakePath)]);
        builder.Configuration.AddInMemoryCollection(settings.Select(setting => KeyValuePair.Create(setting.Key, (string?)setting.Value)));
        builder.Services.AddSingleton<TimeProvider>(new StandingClock());
        builder.Services.AddBatchIngestor(builder.Configuration);
        _host = builder.Build();
    }

    public TransformationSettings Settings => _host.Services.GetRequiredService<TransformationSettings>();

    public Task<LayerResult> PrepareAsync() => _host.Services.GetRequiredService<PrepareRun>().RunAsync(CancellationToken.None);

    public Task<LayerResult> FeaturesAsync() => _host.Services.GetRequiredService<FeatureRun>().RunAsync(CancellationToken.None);

    public async Task<IngestResult> IngestAsync(LakeMode mode = LakeMode.Snapshot)
    {
        var result = await TryIngestAsync(mode);
        Assert.True(result.Succeeded, string.Join("; ", result.Sources.SelectMany(source => source.Errors)));
        return result;
    }

    public Task<IngestResult> TryIngestAsync(LakeMode mode, string? source = null) =>
        _host.Services.GetRequiredService<IngestRun>().RunAsync(source, mode, CancellationToken.None);

    public Task<PruneResult> PruneAsync(int keepDays, bool apply, params LakeLayer[] layers) =>
        _host.Services.GetRequiredService<PruneRun>().RunAsync(layers, keepDays, apply, CancellationToken.None);

    public Task<ExportResult> ExportAsync(string table, string output) => _host.Services.GetRequiredService<ExportRun>()
        .RunAsync(new ExportRequest(ExportTable.Find(table)!, ExportFormat.Csv, null, null, output, Replace: false), CancellationToken.None);

    /// <summary>Ingests, prepares and makes features.</summary>
    public async Task MakeAllAsync()
    {
        await IngestAsync();
        Assert.Null((await PrepareAsync()).Error);
        Assert.Null((await FeaturesAsync()).Error);
    }

    /// <summary>Writes a shop's rows as source files.</summary>
    public static void Write(IngestorWorkspace workspace, Shop shop)
    {
        string Cell(object? value) => Convert.ToString(value, CultureInfo.InvariantCulture) ?? "";
        workspace
            .Write("users.csv", IngestorWorkspace.UserHeader + string.Concat(shop.Users.Select(user => $"{user.UserId},{Cell(user.Age)},{user.Gender},{user.Device}\n")))
            .Write("products.json", JsonSerializer.Serialize(shop.Products.Select(product => new
            {
                item_id = product.ItemId,
                price = product.Price,
                brand = product.Brand,
                category = product.Category,
                rating = product.Rating,
                in_stock = product.InStock,
            })))
            .Write("transactions.csv", IngestorWorkspace.TransactionHeader + string.Concat(shop.Events.Select(e =>
                $"{e.UserId},{e.ItemId},{e.ViewMode},{Cell(e.Rating)},{e.Time:yyyy-MM-ddTHH:mm:ss.ffffff}\n")));
    }

    /// <summary>The rows of a table, in its order: values joined by bars, instants in microseconds; some columns left out.</summary>
    public IReadOnlyList<string> Rows(string layer, string table, params string[] without) =>
        Rows(Assert.Single(TableDefinitions.Of(layer), definition => definition.Name == table), without);

    private IReadOnlyList<string> Rows(TableDefinition table, string[] without)
    {
        var columns = table.Columns.Where(column => !without.Contains(column.Name)).Select(column => column switch
        {
            { Type: FieldType.Timestamp } => $"epoch_us({column.Name})",
            // The one feature that the reference computes along another way.
            { Name: "trend" } => "round(trend, 12)",
            _ => column.Name,
        });
        return DuckDb.Query($"SELECT {string.Join(", ", columns)} FROM $file", PathOf(table));
    }

    /// <summary>The values of one column of numbers, in the order of the rows.</summary>
    public IReadOnlyList<double> Numbers(string layer, string table, string column) =>
        [.. DuckDb.Query($"SELECT {column} FROM $file", PathOf(Assert.Single(TableDefinitions.Of(layer), definition => definition.Name == table))).Select(text => double.Parse(text, CultureInfo.InvariantCulture))];

    public void Dispose() => _host.Dispose();

    private string PathOf(TableDefinition table) => Assert.Single(
        _workspace.Lake.List(), entry => entry.Partition.LayerName == table.Layer && entry.Partition.Source == table.Name) is { } entry
            ? _workspace.Lake.FullPath(entry.Partition.DataPath)
            : "";

    private sealed class StandingClock : TimeProvider
    {
        public override DateTimeOffset GetUtcNow() => Now;
    }
}

using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;
using RecoMart.BatchIngestor.Export;
using RecoMart.BatchIngestor.Ingestion;
using RecoMart.BatchIngestor.Retention;
using RecoMart.BatchIngestor.Transformations;
using RecoMart.Storage.Lake;

namespace RecoMart.BatchIngestor;

/// <summary>The batch ingestor as a part of a host.</summary>
public static class BatchIngestorExtensions
{
    /// <summary>Adds the three ingestions, the run over them and the layers made of them, with the settings of the host's configuration.</summary>
    /// <typeparam name="TBuilder">The host builder.</typeparam>
    /// <param name="builder">The host builder.</param>
    /// <returns>The same <paramref name="builder"/>.</returns>
    /// <exception cref="ServiceDefaults.InvalidSettingException">A setting has no usable value.</exception>
    public static TBuilder AddBatchIngestor<TBuilder>(this TBuilder builder)
        where TBuilder : IHostApplicationBuilder
    {
        var settings = IngestSettings.Read(builder.Configuration);
        builder.Services.TryAddSingleton(TimeProvider.System);
        builder.Services.AddSingleton(settings);
        builder.Services.AddSingleton(services => new DataLakeStorage(settings.StorageBase, services.GetRequiredService<TimeProvider>()));
        builder.Services.AddSingleton<IngestProgress>();
        builder.Services.AddSingleton<SourceIngestion, UserDataIngestion>();
        builder.Services.AddSingleton<SourceIngestion, ProductDataIngestion>();
        builder.Services.AddSingleton<SourceIngestion, TransactionDataIngestion>();
        builder.Services.AddSingleton<IngestRun>();
        // Read when a layer is made of it: what is wrong with them is nothing to an ingest.
        builder.Services.AddSingleton(_ => TransformationSettings.Read(builder.Configuration));
        builder.Services.AddSingleton<PrepareRun>();
        builder.Services.AddSingleton<FeatureRun>();
        builder.Services.AddSingleton<ExportRun>();
        builder.Services.AddSingleton<PruneRun>();
        return builder;
    }
}

using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using RecoMart.BatchIngestor.Export;
using RecoMart.BatchIngestor.Ingestion;
using RecoMart.BatchIngestor.Retention;
using RecoMart.BatchIngestor.Transformations;
using RecoMart.Storage.Lake;

namespace RecoMart.BatchIngestor;

/// <summary>The batch ingestor as services.</summary>
public static class BatchIngestorExtensions
{
    /// <summary>Adds the three ingestions, the run over them and the layers made of them.</summary>
    /// <param name="services">The services.</param>
    /// <param name="configuration">The settings.</param>
    /// <returns>The same <paramref name="services"/>.</returns>
    /// <exception cref="ServiceDefaults.InvalidSettingException">A setting has no usable value.</exception>
    public static IServiceCollection AddBatchIngestor(this IServiceCollection services, IConfiguration configuration)
    {
        var settings = IngestSettings.Read(configuration);
        services.TryAddSingleton(TimeProvider.System);
        services.AddSingleton(settings);
        services.AddSingleton(provider => new DataLakeStorage(settings.StorageBase, provider.GetRequiredService<TimeProvider>()));
        services.AddSingleton<IngestProgress>();
        services.AddSingleton<SourceIngestion, UserDataIngestion>();
        services.AddSingleton<SourceIngestion, ProductDataIngestion>();
        services.AddSingleton<SourceIngestion, TransactionDataIngestion>();
        services.AddSingleton<IngestRun>();
        // Read when a layer is made of it: what is wrong with them is nothing to an ingest.
        services.AddSingleton(_ => TransformationSettings.Read(configuration));
        services.AddSingleton<PrepareRun>();
        services.AddSingleton<FeatureRun>();
        services.AddSingleton<ExportRun>();
        services.AddSingleton<PruneRun>();
        return services;
    }
}

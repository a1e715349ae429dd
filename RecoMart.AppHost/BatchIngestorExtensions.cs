namespace RecoMart.AppHost;

internal static class BatchIngestorExtensions
{
    /// <summary>Hands the settings over as environment variables, which win over any <c>config.json</c> the process might find.</summary>
    public static IResourceBuilder<ProjectResource> WithIngestionSettings(
        this IResourceBuilder<ProjectResource> ingestor, IngestionSettings settings) => ingestor
        .WithEnvironment("RECOMART_DATA_DIR", settings.DataDir)
        .WithEnvironment("RECOMART_STORAGE_BASE", settings.StorageBase)
        .WithEnvironment("RECOMART_PRODUCTS_FILE", settings.ProductsFile);

    /// <summary>One ingest at the start; with an interval it goes on ingesting what is new, beginning when the API is there.</summary>
    public static IResourceBuilder<ProjectResource> WithRuns(
        this IResourceBuilder<ProjectResource> ingestor, IngestionSettings settings, IResourceBuilder<ProjectResource> api) =>
        settings.IngestInterval is { } interval
            ? ingestor.WithArgs("ingest", "all", "--mode", "incremental", "--watch", interval.Text).WaitFor(api)
            : ingestor.WithArgs("ingest");
}

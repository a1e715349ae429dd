namespace RecoMart.AppHost;

internal static class BatchIngestorExtensions
{
    /// <summary>Hands the settings over as environment variables, which win over any <c>config.json</c> the process might find.</summary>
    public static IResourceBuilder<ProjectResource> WithIngestionSettings(
        this IResourceBuilder<ProjectResource> ingestor, IngestionSettings settings) => ingestor
        .WithEnvironment("RECOMART_DATA_DIR", settings.DataDir)
        .WithEnvironment("RECOMART_STORAGE_BASE", settings.StorageBase)
        .WithEnvironment("RECOMART_PRODUCTS_FILE", settings.ProductsFile);
}

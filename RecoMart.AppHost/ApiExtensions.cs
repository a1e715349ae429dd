using Microsoft.Extensions.Configuration;

namespace RecoMart.AppHost;

internal static class ApiExtensions
{
    /// <summary>The API's address is in the specification, and in everybody's scripts.</summary>
    private const int Port = 8000;

    /// <summary>Stages into the folder that the batch ingestor reads.</summary>
    public static IResourceBuilder<ProjectResource> WithStagingIn(this IResourceBuilder<ProjectResource> api, IngestionSettings settings) =>
        api.WithEnvironment("RECOMART_DATA_DIR", settings.DataDir);

    /// <summary>Hands over what its catalogue page shows and links to: the lake, and the dashboard where there is one.</summary>
    public static IResourceBuilder<ProjectResource> WithCatalogueOf(this IResourceBuilder<ProjectResource> api, IngestionSettings settings)
    {
        api.WithEnvironment("RECOMART_STORAGE_BASE", settings.StorageBase);
        return DashboardOf(api.ApplicationBuilder.Configuration) is { } dashboard ? api.WithEnvironment("RECOMART_DASHBOARD_URL", dashboard) : api;
    }

    /// <summary>Serves at the well-known port, with its pages a click away in the dashboard.</summary>
    public static IResourceBuilder<ProjectResource> WithPublicEndpoint(this IResourceBuilder<ProjectResource> api) => api
        .WithEndpoint("http", endpoint => endpoint.Port = Port)
        .WithExternalHttpEndpoints()
        .WithUrlForEndpoint("http", url =>
        {
            url.DisplayText = "Catalogue";
            url.Url = "/";
        })
        .WithUrlForEndpoint("http", _ => new ResourceUrlAnnotation { DisplayText = "API reference", Url = "/scalar" });

    // The AppHost's own addresses are the dashboard's; the first is the one it prints. On a port of its choice it is not known yet.
    private static string? DashboardOf(ConfigurationManager configuration) =>
        configuration["ASPNETCORE_URLS"]?.Split(';')[0] is { } address
        && Uri.TryCreate(address, UriKind.Absolute, out var dashboard) && dashboard.Port > 0
            ? address
            : null;
}

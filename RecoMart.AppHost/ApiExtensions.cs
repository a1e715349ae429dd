namespace RecoMart.AppHost;

internal static class ApiExtensions
{
    /// <summary>The API's address is in the specification, and in everybody's scripts.</summary>
    private const int Port = 8000;

    /// <summary>Stages into the folder that the batch ingestor reads.</summary>
    public static IResourceBuilder<ProjectResource> WithStagingIn(this IResourceBuilder<ProjectResource> api, IngestionSettings settings) =>
        api.WithEnvironment("RECOMART_DATA_DIR", settings.DataDir);

    /// <summary>Serves at the well-known port, with its reference page a click away in the dashboard.</summary>
    public static IResourceBuilder<ProjectResource> WithPublicEndpoint(this IResourceBuilder<ProjectResource> api) => api
        .WithEndpoint("http", endpoint => endpoint.Port = Port)
        .WithExternalHttpEndpoints()
        .WithUrlForEndpoint("http", url =>
        {
            url.DisplayText = "API reference";
            url.Url = "/scalar";
        });
}

namespace RecoMart.AppHost;

/// <summary>What services have in common.</summary>
internal static class ServiceExtensions
{
    /// <summary>
    /// Bounds the wait for the dashboard, which on shutdown is gone before the services: with the default of 10 s they would
    /// linger that long, trying to send it their last telemetry.
    /// </summary>
    public static IResourceBuilder<ProjectResource> WithQuickTelemetryFlush(this IResourceBuilder<ProjectResource> service) =>
        service.WithEnvironment("OTEL_EXPORTER_OTLP_TIMEOUT", "1000");

    /// <summary>Hands over where log files go, if anywhere.</summary>
    public static IResourceBuilder<ProjectResource> WithLogFiles(this IResourceBuilder<ProjectResource> service, IngestionSettings settings) =>
        settings.LogsDir is { } logs ? service.WithEnvironment("RECOMART_LOGS_DIR", logs) : service;

    /// <summary>Gives a service the secret by which API and consumer know each other.</summary>
    public static IResourceBuilder<ProjectResource> WithInternalKey(
        this IResourceBuilder<ProjectResource> service, IResourceBuilder<ParameterResource> key) =>
        service.WithEnvironment("RecoMart__InternalApiKey", key);
}

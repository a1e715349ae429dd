using RecoMart.AppHost;
using RecoMart.AppHost.Commands;

var builder = DistributedApplication.CreateBuilder(args);
IngestionSettings settings;
IResourceBuilder<IResourceWithConnectionString> eventLog;
try
{
    settings = IngestionSettings.Read(Path.GetFullPath("..", builder.AppHostDirectory), args);
    eventLog = builder.AddEventLog(settings).WithIconName("Stream");
}
catch (InvalidDataException exception)
{
    Console.Error.WriteLine($"error: {exception.Message}");
    return 2;
}

var key = builder.AddParameter(
        "internal-api-key", new GenerateParameterDefault { MinLength = 32, Special = false }, secret: true, persist: true)
    .WithDescription("By this secret the API knows the consumer. It was made at the first start and is kept in the user secrets of the AppHost.");

var api = builder.AddProject<Projects.RecoMart_Api>("api")
    .WithEventLog(eventLog)
    .WithInternalKey(key)
    .WithStagingIn(settings)
    .WithCatalogueOf(settings)
    .WithLogFiles(settings)
    .WithPublicEndpoint()
    .WithHttpHealthCheck("/health")
    .WithQuickTelemetryFlush()
    // Without https there is nothing to certify, and asking would greet every machine without a certificate with a red banner.
    .WithoutHttpsCertificate()
    .WithIconName("CloudArrowUp")
    .WithSendDemoEventsCommand();

builder.AddProject<Projects.RecoMart_Consumer>("consumer")
    .WithEventLog(eventLog)
    .WithInternalKey(key)
    .WithReference(api).WaitFor(api)
    .WithLogFiles(settings)
    .WithHttpHealthCheck("/health")
    .WithUrlForEndpoint("http", url =>
    {
        url.DisplayText = "Health";
        url.Url = "/health";
    })
    .WithQuickTelemetryFlush()
    .WithoutHttpsCertificate()
    .WithIconName("ArrowRouting")
    .WithReplayDeadLettersCommand(key);

builder.AddProject<Projects.RecoMart_BatchIngestor>("batch-ingestor")
    .WithRuns(settings, api)
    .WithIngestionSettings(settings)
    .WithLogFiles(settings)
    .WithQuickTelemetryFlush()
    .WithoutHttpsCertificate()
    .WithIconName("DatabaseArrowDown")
    // It takes what the API has staged.
    .WithReferenceRelationship(api)
    .WithIngestNowCommand(settings)
    .WithBuildFeaturesCommand(settings)
    .WithVerifyLakeCommand();

// Late, so that it stands beside the dashboard's address and not a screen above it.
builder.Eventing.Subscribe<AfterResourcesCreatedEvent>((_, _) =>
{
    Console.WriteLine($"API:            {api.GetEndpoint("http").Url}");
    Console.WriteLine($"Data directory: {settings.DataDir}");
    Console.WriteLine($"Data lake:      {settings.StorageBase}");
    if (settings.IngestInterval is { } interval)
        Console.WriteLine($"Ingests:        what is new, every {interval.Words}");
    return Task.CompletedTask;
});

builder.Build().Run();
return Environment.ExitCode;

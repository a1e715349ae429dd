using RecoMart.AppHost;

var builder = DistributedApplication.CreateBuilder(args);
IngestionSettings settings;
try
{
    settings = IngestionSettings.Read(Path.GetFullPath("..", builder.AppHostDirectory), args);
}
catch (InvalidDataException exception)
{
    Console.Error.WriteLine($"error: {exception.Message}");
    return 2;
}

builder.AddProject<Projects.RecoMart_BatchIngestor>("batch-ingestor")
    .WithArgs("ingest")
    .WithIngestionSettings(settings)
    .WithQuickTelemetryFlush()
    // It serves nothing: asking for a development certificate would greet every machine without one with a red banner.
    .WithoutHttpsCertificate()
    .WithIngestNowCommand();

// Late, so that it stands beside the dashboard's address and not a screen above it.
builder.Eventing.Subscribe<AfterResourcesCreatedEvent>((_, _) =>
{
    Console.WriteLine($"Data directory: {settings.DataDir}");
    Console.WriteLine($"Data lake:      {settings.StorageBase}");
    return Task.CompletedTask;
});

builder.Build().Run();
return 0;

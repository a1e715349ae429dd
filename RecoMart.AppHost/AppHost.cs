using RecoMart.AppHost;

var builder = DistributedApplication.CreateBuilder(args);
var settings = IngestionSettings.Read(Path.GetFullPath("..", builder.AppHostDirectory), args);

builder.AddProject<Projects.RecoMart_BatchIngestor>("batch-ingestor")
    .WithArgs("ingest")
    .WithIngestionSettings(settings)
    .WithQuickTelemetryFlush()
    .WithIngestNowCommand();

Console.WriteLine($"Data lake:      {settings.StorageBase}");
Console.WriteLine($"Data directory: {settings.DataDir}");

builder.Build().Run();

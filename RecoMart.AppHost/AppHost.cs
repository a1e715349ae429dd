var builder = DistributedApplication.CreateBuilder(args);

builder.AddProject<Projects.RecoMart_BatchIngestor>("batch-ingestor");

builder.Build().Run();

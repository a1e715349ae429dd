using RecoMart.BatchIngestor.Commands;

return await IngestorCommandLine.RunAsync(args);

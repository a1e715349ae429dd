using RecoMart.Storage.Lake;

namespace RecoMart.BatchIngestor.Ingestion;

/// <summary>What a run is asked for.</summary>
/// <param name="Run">The run's name, which stands in the ledger.</param>
/// <param name="Date">The ingestion date, UTC.</param>
/// <param name="Mode">Whether to read all files, or what is new of them.</param>
public sealed record IngestJob(string Run, DateOnly Date, LakeMode Mode);

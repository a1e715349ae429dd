using RecoMart.BatchIngestor.Transformations;

namespace RecoMart.BatchIngestor.Reporting;

/// <summary>What <c>prepare --json</c> and <c>features --json</c> print.</summary>
internal sealed record LayerReport(int ExitCode, string StorageBase, LayerResult Result);

using RecoMart.BatchIngestor.Retention;

namespace RecoMart.BatchIngestor.Reporting;

/// <summary>What <c>prune --json</c> prints.</summary>
internal sealed record PruneReport(int ExitCode, string StorageBase, PruneResult Result);

using RecoMart.BatchIngestor.Export;

namespace RecoMart.BatchIngestor.Reporting;

/// <summary>What <c>export --json</c> prints.</summary>
internal sealed record ExportReport(int ExitCode, string StorageBase, ExportResult Result);

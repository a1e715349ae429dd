using RecoMart.Storage.Lake;

namespace RecoMart.BatchIngestor.Reporting;

/// <summary>What <c>quarantine --json</c> prints.</summary>
internal sealed record QuarantineReports(int ExitCode, string StorageBase, IReadOnlyList<QuarantineReport> Sources, IReadOnlyList<LakeProblem> Problems);

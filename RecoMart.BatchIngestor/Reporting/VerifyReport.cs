using RecoMart.Storage.Lake;

namespace RecoMart.BatchIngestor.Reporting;

/// <summary>What <c>verify --json</c> prints.</summary>
internal sealed record VerifyReport(int ExitCode, string StorageBase, bool Deep, int Files, long Bytes, IReadOnlyList<LakeProblem> Problems);

using RecoMart.Storage.Lake;

namespace RecoMart.BatchIngestor.Reporting;

/// <summary>What <c>catalog --json</c> prints.</summary>
internal sealed record CatalogReport(int ExitCode, string StorageBase, IReadOnlyList<CatalogRow> Datasets, IReadOnlyList<LakeProblem> Problems);

namespace RecoMart.BatchIngestor.Reporting;

/// <summary>What any command prints with <c>--json</c> when there is no result.</summary>
internal sealed record ErrorReport(int ExitCode, string Error);

namespace RecoMart.BatchIngestor.Reporting;

/// <summary>A row in quarantine.</summary>
internal sealed record QuarantinedRow(string File, long Line, string? Field, string? Value, string Reason, string RawText);

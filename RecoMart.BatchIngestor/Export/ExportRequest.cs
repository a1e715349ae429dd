namespace RecoMart.BatchIngestor.Export;

/// <summary>What to export.</summary>
/// <param name="Table">The table.</param>
/// <param name="Format">The file's format.</param>
/// <param name="Columns">The columns, in order; all when null.</param>
/// <param name="Where">The rows, as an SQL condition; all when null.</param>
/// <param name="Output">The file's full path; standard output when null.</param>
/// <param name="Replace">Whether a file that is there may be replaced.</param>
internal sealed record ExportRequest(ExportTable Table, ExportFormat Format, IReadOnlyList<string>? Columns, string? Where, string? Output, bool Replace);

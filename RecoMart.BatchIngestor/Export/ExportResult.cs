using RecoMart.Storage.Lake;

namespace RecoMart.BatchIngestor.Export;

/// <summary>What was exported.</summary>
/// <param name="Table">The table, with its layer.</param>
/// <param name="Inputs">The datasets it was read from.</param>
/// <param name="Format">The format.</param>
/// <param name="Output">The file's full path; null for standard output.</param>
/// <param name="Columns">The columns.</param>
/// <param name="Where">The condition; null when there was none.</param>
/// <param name="Rows">The rows.</param>
/// <param name="Bytes">The bytes.</param>
/// <param name="DurationSeconds">How long it took, in seconds.</param>
internal sealed record ExportResult(
    string Table,
    IReadOnlyList<LakeInput> Inputs,
    string Format,
    string? Output,
    IReadOnlyList<string> Columns,
    string? Where,
    long Rows,
    long Bytes,
    double DurationSeconds);

namespace RecoMart.Storage.Lake;

/// <summary>A row in quarantine.</summary>
/// <param name="File">The source file's name.</param>
/// <param name="Line">The line it begins at, from 1.</param>
/// <param name="Field">The field that sent it there; null where the row as a whole can't be read.</param>
/// <param name="Value">That field's text, if it has one.</param>
/// <param name="Reason">Why: <c>field: rule</c>, or the rule alone.</param>
/// <param name="RawText">The row as it stands in the file.</param>
public sealed record QuarantinedRow(string File, long Line, string? Field, string? Value, string Reason, string RawText);

namespace RecoMart.Storage.Columns;

/// <summary>A row that goes to quarantine, and why.</summary>
/// <param name="Row">The row's number in its batch.</param>
/// <param name="File">The number of its file in the caller's list.</param>
/// <param name="Line">The line its text starts at, from 1.</param>
/// <param name="Field">The field that failed, or empty when the whole row did.</param>
/// <param name="Value">What the field said.</param>
/// <param name="Rule">The rule it broke, in words.</param>
/// <param name="Reason">Field and rule, as reports count them: <c>item_id: not an integer</c>.</param>
public sealed record RejectedRow(int Row, int File, long Line, string Field, string Value, string Rule, string Reason);

namespace RecoMart.Storage.Columns;

/// <summary>Optional values of accepted rows of a batch that became null for the same reason.</summary>
/// <param name="Reason">Field and rule, as reports count them: <c>age: must be > 0</c>.</param>
/// <param name="Count">How many.</param>
/// <param name="FirstFile">The number of the file of the first of them.</param>
/// <param name="FirstLine">The line of the first of them.</param>
/// <param name="FirstValue">What the first of them said.</param>
public sealed record NulledValues(string Reason, long Count, int FirstFile, long FirstLine, string FirstValue);

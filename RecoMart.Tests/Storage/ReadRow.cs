using System.Text;
using RecoMart.Storage.Columns;

namespace RecoMart.Tests.Storage;

/// <summary>What became of one row of a source file, in plain values.</summary>
/// <param name="Line">The line its text starts at.</param>
/// <param name="Raw">Its text, in the file's own bytes.</param>
/// <param name="Verdict">Where it goes.</param>
/// <param name="Complaint">Why it is rejected: <c>field: rule 'value'</c>; null when it is not.</param>
/// <param name="Values">Its values as read, for the raw layer.</param>
/// <param name="Cleaned">Its values as judged, for the validated layer.</param>
internal sealed record ReadRow(
    long Line, byte[] Raw, RowVerdict Verdict, string? Complaint, IReadOnlyList<object?> Values, IReadOnlyList<object?> Cleaned)
{
    public string Text => Encoding.UTF8.GetString(Raw);

    public static IEnumerable<ReadRow> Of(RowCleaner cleaner)
    {
        var batch = cleaner.Batch;
        var complaints = cleaner.Rejected.ToDictionary(row => row.Row, Complain);
        for (var row = 0; row < batch.Count; row++)
        {
            yield return new ReadRow(
                batch.Line(row),
                batch.Raw(row).ToArray(),
                cleaner.Verdicts[row],
                complaints.GetValueOrDefault(row),
                [.. batch.Columns.Select(column => ColumnValues.Of(column, row))],
                [.. batch.Columns.Select((_, column) => ColumnValues.Cleaned(cleaner, column, row))]);
        }
    }

    /// <summary>Its values joined by bars, texts as they are: easy to compare with a line of the test.</summary>
    public string Joined => string.Join('|', Values.Select(value => Convert.ToString(value, System.Globalization.CultureInfo.InvariantCulture)));

    private static string Complain(RejectedRow row) => row.Value.Length == 0 ? row.Reason : $"{row.Reason} '{row.Value}'";
}

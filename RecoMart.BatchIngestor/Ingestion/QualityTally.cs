using System.Globalization;
using RecoMart.ServiceDefaults;
using RecoMart.Storage.Columns;
using RecoMart.Storage.Lake;

namespace RecoMart.BatchIngestor.Ingestion;

/// <summary>Counts what becomes of the rows of one source, and remembers an example of each thing that is wrong with them.</summary>
internal sealed class QualityTally
{
    private readonly Dictionary<string, Reason> _quarantined = [];
    private readonly Dictionary<string, Reason> _nulled = [];
    private readonly Dictionary<int, long> _rejectedByFile = [];
    private long _rows;
    private long _raw;
    private long _validated;

    /// <summary>Rows so far.</summary>
    public long Rows => _rows;

    /// <summary>Rows that were accepted so far.</summary>
    public long Validated => _validated;

    /// <summary>Adds a judged batch.</summary>
    /// <param name="cleaned">The batch.</param>
    /// <param name="files">The names of the files that its numbers stand for.</param>
    public void Add(RowCleaner cleaned, IReadOnlyList<string> files)
    {
        _rows += cleaned.Batch.Count;
        _raw += cleaned.Batch.Count - cleaned.Unreadable;
        _validated += cleaned.Accepted;
        foreach (var row in cleaned.Rejected)
        {
            _rejectedByFile[row.File] = _rejectedByFile.GetValueOrDefault(row.File) + 1;
            Count(_quarantined, row.Reason, 1, files[row.File], row.Line, row.Value);
        }
        foreach (var nulled in cleaned.Nulled())
            Count(_nulled, nulled.Reason, nulled.Count, files[nulled.FirstFile], nulled.FirstLine, nulled.FirstValue);
    }

    /// <summary>Rows of a file that went to quarantine.</summary>
    /// <param name="file">The file's number.</param>
    /// <returns>The count.</returns>
    public long RejectedOf(int file) => _rejectedByFile.GetValueOrDefault(file);

    /// <summary>The counts as a report.</summary>
    /// <param name="warnings">Warnings from elsewhere, put before ours.</param>
    /// <param name="duplicateKeys">Rows whose key an earlier row has, where that was counted.</param>
    /// <returns>The report.</returns>
    public QualityReport ToReport(IEnumerable<string> warnings, long? duplicateKeys) => new()
    {
        RowsIn = _rows,
        Raw = _raw,
        Validated = _validated,
        Quarantined = _rows - _validated,
        QuarantinedByReason = InOrder(_quarantined).ToDictionary(reason => reason.Name, reason => reason.Count),
        NulledByReason = InOrder(_nulled).ToDictionary(reason => reason.Name, reason => reason.Count),
        DuplicateKeys = duplicateKeys,
        Warnings = [.. warnings, .. Sentences(_quarantined, "rows quarantined", "row quarantined"), .. Sentences(_nulled, "values made null", "value made null")],
    };

    private static void Count(Dictionary<string, Reason> reasons, string name, long count, string file, long line, string value)
    {
        if (!reasons.TryGetValue(name, out var reason))
            reasons.Add(name, reason = new Reason(name, file, line, value));
        reason.Count += count;
    }

    private static IOrderedEnumerable<Reason> InOrder(Dictionary<string, Reason> reasons) => reasons.Values.OrderBy(reason => reason.Name, StringComparer.Ordinal);

    private static IEnumerable<string> Sentences(Dictionary<string, Reason> reasons, string many, string one) =>
        InOrder(reasons).Select(reason => string.Create(
            CultureInfo.InvariantCulture,
            $"{reason.Name}: {reason.Count} {(reason.Count == 1 ? one : many)}, first in {reason.File}, line {reason.Line}{Quote(reason.Value)}"));

    // One line, whatever the file holds.
    private static string Quote(string value) => value.Length == 0 ? "" : $": '{PlainText.Escape(value)}'";

    private sealed class Reason(string name, string file, long line, string value)
    {
        public string Name { get; } = name;

        public long Count { get; set; }

        public string File { get; } = file;

        public long Line { get; } = line;

        public string Value { get; } = value;
    }
}

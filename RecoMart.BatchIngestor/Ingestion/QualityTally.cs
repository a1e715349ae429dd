using System.Globalization;
using RecoMart.ServiceDefaults;
using RecoMart.Storage.Columns;
using RecoMart.Storage.Lake;

namespace RecoMart.BatchIngestor.Ingestion;

/// <summary>Counts what becomes of the rows of one source, and remembers an example of each thing that is wrong with them.</summary>
internal sealed class QualityTally
{
    private readonly SortedDictionary<string, Reason> _quarantined = new(StringComparer.Ordinal);
    private readonly SortedDictionary<string, Reason> _nulled = new(StringComparer.Ordinal);
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
        QuarantinedByReason = _quarantined.ToDictionary(reason => reason.Key, reason => reason.Value.Count),
        NulledByReason = _nulled.ToDictionary(reason => reason.Key, reason => reason.Value.Count),
        DuplicateKeys = duplicateKeys,
        Warnings = [.. warnings, .. Sentences(_quarantined, "rows quarantined", "row quarantined"), .. Sentences(_nulled, "values made null", "value made null")],
    };

    private static void Count(SortedDictionary<string, Reason> reasons, string name, long count, string file, long line, string value)
    {
        if (!reasons.TryGetValue(name, out var reason))
            reasons.Add(name, reason = new Reason(file, line, value));
        reason.Count += count;
    }

    private static IEnumerable<string> Sentences(SortedDictionary<string, Reason> reasons, string many, string one) =>
        reasons.Select(reason => string.Create(
            CultureInfo.InvariantCulture,
            $"{reason.Key}: {reason.Value.Count} {(reason.Value.Count == 1 ? one : many)}, first in {reason.Value.File}, line {reason.Value.Line}{Quote(reason.Value.Value)}"));

    // One line, whatever the file holds.
    private static string Quote(string value) => value.Length == 0 ? "" : $": '{PlainText.Escape(value)}'";

    private sealed class Reason(string file, long line, string value)
    {
        public long Count { get; set; }

        public string File { get; } = file;

        public long Line { get; } = line;

        public string Value { get; } = value;
    }
}

using RecoMart.Storage.Lake;

namespace RecoMart.BatchIngestor.Reporting;

/// <summary>The rows of one source in quarantine: all counted by reason, the first of them shown.</summary>
internal sealed record QuarantineReport(
    string Source, DateOnly Date, long Rows, IReadOnlyDictionary<string, long> ByReason, IReadOnlyList<QuarantinedRow> Shown)
{
    /// <summary>Reads it from the lake.</summary>
    public static async Task<QuarantineReport> ReadAsync(DataLakeStorage lake, LakeEntry entry, int limit, CancellationToken cancellationToken)
    {
        var shown = new List<QuarantinedRow>();
        await using var reader = await lake.OpenAsync(entry.Partition, cancellationToken);
        for (var group = 0; group < reader.RowGroupCount && shown.Count < limit; group++)
        {
            var files = await TextAsync(reader, group, "source_file", cancellationToken);
            var lines = await reader.ReadAsync<long>(group, "line_number", cancellationToken);
            var fields = await TextAsync(reader, group, "field", cancellationToken);
            var values = await TextAsync(reader, group, "value", cancellationToken);
            var rules = await TextAsync(reader, group, "reason", cancellationToken);
            var texts = await TextAsync(reader, group, "raw_text", cancellationToken);
            for (var row = 0; row < lines.Rows && shown.Count < limit; row++)
            {
                var reason = fields[row] is { } field ? $"{field}: {rules[row]}" : rules[row]!;
                shown.Add(new QuarantinedRow(files[row]!, lines.Present[row], fields[row], values[row], reason, texts[row] ?? ""));
            }
        }
        return new QuarantineReport(
            entry.Partition.Source, entry.Partition.Date, entry.Metadata.RecordCount, entry.Metadata.Quality.QuarantinedByReason, shown);
    }

    private static async Task<List<string?>> TextAsync(LakeFileReader reader, int group, string column, CancellationToken cancellationToken) =>
        [.. (await reader.ReadAsync<ReadOnlyMemory<char>>(group, column, cancellationToken)).Values().Select(value => value?.ToString())];
}

using RecoMart.Storage.Lake;

namespace RecoMart.BatchIngestor.Reporting;

/// <summary>The rows of one source in quarantine: all counted by reason, the first of them shown.</summary>
internal sealed record QuarantineReport(
    string Source, DateOnly Date, long Rows, IReadOnlyDictionary<string, long> ByReason, IReadOnlyList<QuarantinedRow> Shown)
{
    /// <summary>Reads it from the lake.</summary>
    public static async Task<QuarantineReport> ReadAsync(DataLakeStorage lake, LakeEntry entry, int limit, CancellationToken cancellationToken)
    {
        await using var reader = await lake.OpenAsync(entry.Partition, cancellationToken);
        return new QuarantineReport(
            entry.Partition.Source,
            entry.Partition.Date,
            entry.Metadata.RecordCount,
            entry.Metadata.Quality?.QuarantinedByReason ?? new Dictionary<string, long>(),
            await QuarantineReader.ReadFirstAsync(reader, limit, cancellationToken));
    }
}

using System.Globalization;
using RecoMart.Storage.Lake;

namespace RecoMart.Api.Catalogue.Lake;

/// <summary>Brings together what is in the lake and what was found out about it.</summary>
internal sealed class LakeReport(DataLakeStorage lake, LakeCatalogue catalogue, ChecksumBook book, QuarantineSample quarantine)
{
    private const int MaxReasons = 3;

    public LakeView Get()
    {
        var snapshot = catalogue.Get();
        var datasets = snapshot.Datasets.Select(ViewOf).ToList();
        var wrong = book.Wrong();
        var lines = quarantine.Find(snapshot.Quarantine);
        return new LakeView(
            VersionOf(snapshot, datasets, wrong, lines),
            lake.BasePath.Replace('\\', '/'),
            datasets,
            LayerReport.Of(snapshot),
            snapshot.Older.Count,
            [.. snapshot.Quality.Where(source => source.Dates.Count > 0).Select(source => ViewOf(source.Source, source.Dates))],
            new QuarantineView(
                snapshot.Quarantine.Count > 0 ? snapshot.Quarantine[0].Entry.Partition.Date : null,
                snapshot.Quarantine.Sum(dataset => dataset.Entry.Metadata.RecordCount),
                lines,
                quarantine.ProblemOf(snapshot.Quarantine)),
            wrong,
            snapshot.Problems);
    }

    private DatasetView ViewOf(LakeDataset dataset) => new(
        dataset.Entry.Partition.Date,
        dataset.Entry.Partition.Source,
        dataset.Entry.Partition.LayerName,
        dataset.Path,
        dataset.Entry.Metadata.RecordCount,
        dataset.Entry.Metadata.FileSizeBytes,
        dataset.Entry.Metadata.Timestamp.ToUniversalTime(),
        book.Find(dataset));

    private static QualityView ViewOf(string source, IReadOnlyList<LakeEntry> dates) => new(
        source,
        [.. dates.Select(entry => new QualityDay(entry.Partition.Date, entry.Metadata.Quality!.Validated, entry.Metadata.Quality.Quarantined))],
        [.. dates[^1].Metadata.Quality!.QuarantinedByReason
            .OrderByDescending(reason => reason.Value).ThenBy(reason => reason.Key, StringComparer.Ordinal).Take(MaxReasons)]);

    private static string VersionOf(
        LakeSnapshot snapshot, IReadOnlyList<DatasetView> datasets, IReadOnlyList<LakeProblem> wrong, IReadOnlyList<QuarantinedLine>? lines)
    {
        var hash = new HashCode();
        foreach (var (dataset, view) in snapshot.Datasets.Zip(datasets))
        {
            hash.Add(dataset.Path);
            hash.Add(dataset.Metadata);
            hash.Add(view.Checksum.State);
        }
        foreach (var entry in snapshot.Tables.SelectMany(table => table.Partitions))
        {
            hash.Add(entry.Partition);
            hash.Add(entry.Metadata.ChecksumMd5);
            hash.Add(entry.Metadata.Timestamp);
        }
        foreach (var input in snapshot.Inputs.Values)
        {
            hash.Add(input?.ChecksumMd5);
            hash.Add(input?.Timestamp);
        }
        hash.Add(snapshot.Older.Count);
        hash.Add(lines is null);
        foreach (var problem in wrong.Concat(snapshot.Problems))
            hash.Add(problem);
        return hash.ToHashCode().ToString("x8", CultureInfo.InvariantCulture);
    }
}

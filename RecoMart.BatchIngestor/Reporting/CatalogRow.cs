using System.Globalization;
using RecoMart.Storage.Lake;

namespace RecoMart.BatchIngestor.Reporting;

/// <summary>A dataset in the catalog; the mode is null in layers that are made from others.</summary>
internal sealed record CatalogRow(
    string Layer, string Source, DateOnly Date, LakeMode? Mode, long Rows, long Bytes, DateTime Ingested, string Quality, string File, string Md5)
{
    /// <summary>Describes a dataset.</summary>
    public static CatalogRow Of(LakeEntry entry)
    {
        var (partition, metadata) = entry;
        return new CatalogRow(
            partition.LayerName,
            partition.Source,
            partition.Date,
            // Before there were two, everything was a snapshot.
            metadata.Lineage is null ? metadata.Mode ?? LakeMode.Snapshot : null,
            metadata.RecordCount,
            metadata.FileSizeBytes,
            metadata.Timestamp,
            Describe(metadata),
            partition.DataPath,
            metadata.ChecksumMd5);
    }

    private static string Describe(LakeMetadata metadata)
    {
        if (metadata.Quality is { } quality)
        {
            var share = quality.RowsIn == 0 ? 1 : (double)quality.Validated / quality.RowsIn;
            return string.Create(CultureInfo.InvariantCulture, $"{share * 100:0.##} % of {quality.RowsIn:N0} rows valid");
        }
        return metadata.Lineage is { } lineage
            ? string.Join(", ", lineage.Counts.Where(count => count.Key != "rows_in").Select(count =>
                string.Create(CultureInfo.InvariantCulture, $"{count.Value:N0} {count.Key.Replace('_', ' ')}")))
            : "";
    }
}

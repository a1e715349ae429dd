using System.Globalization;
using RecoMart.Storage.Lake;

namespace RecoMart.BatchIngestor.Reporting;

/// <summary>A dataset in the catalog.</summary>
internal sealed record CatalogRow(
    string Layer, string Source, DateOnly Date, long Rows, long Bytes, DateTime Ingested, string Quality, string File, string Md5)
{
    /// <summary>Describes a dataset.</summary>
    public static CatalogRow Of(LakeEntry entry)
    {
        var (partition, metadata) = entry;
        var quality = metadata.Quality;
        var share = quality.RowsIn == 0 ? 1 : (double)quality.Validated / quality.RowsIn;
        return new CatalogRow(
            partition.LayerName,
            partition.Source,
            partition.Date,
            metadata.RecordCount,
            metadata.FileSizeBytes,
            metadata.Timestamp,
            string.Create(CultureInfo.InvariantCulture, $"{share * 100:0.##} % of {quality.RowsIn:N0} rows valid"),
            partition.DataPath,
            metadata.ChecksumMd5);
    }
}

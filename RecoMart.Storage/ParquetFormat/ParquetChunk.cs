namespace RecoMart.Storage.ParquetFormat;

/// <summary>What the footer says of one column of a row group.</summary>
/// <param name="Column">The column.</param>
/// <param name="Encoding">How the values in its data pages are encoded.</param>
/// <param name="Rows">Its rows.</param>
/// <param name="UncompressedBytes">The bytes of its pages and their headers, before compression.</param>
/// <param name="Bytes">The bytes it takes in the file.</param>
/// <param name="DictionaryAt">Where its dictionary page begins in the file; null where it has none.</param>
/// <param name="DataAt">Where its first data page begins.</param>
/// <param name="Statistics">What is said of the values.</param>
internal sealed record ParquetChunk(
    ParquetColumn Column,
    ParquetEncoding Encoding,
    int Rows,
    long UncompressedBytes,
    long Bytes,
    long? DictionaryAt,
    long DataAt,
    ChunkStatistics Statistics)
{
    /// <summary>Where it begins in the file.</summary>
    public long Start => DictionaryAt ?? DataAt;

    /// <summary>Where the next one may begin.</summary>
    public long End => Start + Bytes;
}

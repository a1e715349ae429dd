namespace RecoMart.Storage.ParquetFormat;

/// <summary>How pages are compressed, by the numbers of the format's <c>CompressionCodec</c>.</summary>
internal enum ParquetCodec
{
    /// <summary>Not at all.</summary>
    Uncompressed = 0,

    /// <summary>Snappy, without a frame.</summary>
    Snappy = 1,
}

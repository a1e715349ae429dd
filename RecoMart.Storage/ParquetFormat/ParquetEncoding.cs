namespace RecoMart.Storage.ParquetFormat;

/// <summary>How values are laid out in a page, by the numbers of the format's <c>Encoding</c>.</summary>
internal enum ParquetEncoding
{
    /// <summary>One after the other.</summary>
    Plain = 0,

    /// <summary>Runs and bit-packed groups: the levels.</summary>
    Rle = 3,

    /// <summary>Differences between neighbours, bit-packed block by block.</summary>
    DeltaBinaryPacked = 5,

    /// <summary>The values' numbers in the chunk's dictionary page, as runs and bit-packed groups.</summary>
    RleDictionary = 8,
}

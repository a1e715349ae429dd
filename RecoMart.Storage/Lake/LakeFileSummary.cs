namespace RecoMart.Storage.Lake;

/// <summary>What a data file's metadata says of the file itself.</summary>
/// <param name="Bytes">Its size.</param>
/// <param name="Rows">Its rows.</param>
/// <param name="Md5">Its MD5, in lower-case hexadecimal digits.</param>
/// <param name="NullCounts">Nulls by column.</param>
/// <param name="MemoryBytes">The memory its decoded columns take.</param>
internal sealed record LakeFileSummary(long Bytes, long Rows, string Md5, IReadOnlyDictionary<string, long> NullCounts, long MemoryBytes);

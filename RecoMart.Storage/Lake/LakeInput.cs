namespace RecoMart.Storage.Lake;

/// <summary>A dataset that another was made from, as it was then.</summary>
/// <param name="Path">The data file, relative to the lake's base, with forward slashes.</param>
/// <param name="ChecksumMd5">Its MD5.</param>
/// <param name="RecordCount">Its rows.</param>
/// <param name="Timestamp">When it was made, UTC.</param>
public sealed record LakeInput(string Path, string ChecksumMd5, long RecordCount, DateTime Timestamp);

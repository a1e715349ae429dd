namespace RecoMart.Storage;

/// <summary>What was read of a source file, by which a later run knows it again.</summary>
/// <param name="Bytes">The bytes that were read, from the start of the file.</param>
/// <param name="Modified">When the file was last written to, UTC; null where it may be written to again without another time.</param>
/// <param name="ChecksumMd5">The MD5 of these bytes, in lower-case hexadecimal digits; null where it was not computed.</param>
/// <param name="EdgesMd5">The MD5 of the first and the last 64 KiB of them, and of all where they are no more.</param>
/// <param name="Lines">The lines that were read, where reading can go on behind the last; else null.</param>
public sealed record SourceExtent(long Bytes, DateTime? Modified, string? ChecksumMd5, string EdgesMd5, long? Lines);

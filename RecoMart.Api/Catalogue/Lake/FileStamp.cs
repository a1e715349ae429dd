namespace RecoMart.Api.Catalogue.Lake;

/// <summary>What tells a version of a file from others without reading it: the lake's files are never written in place.</summary>
/// <param name="Length">Its bytes.</param>
/// <param name="Written">When it was written.</param>
internal readonly record struct FileStamp(long Length, DateTime Written)
{
    /// <summary>Of the file at a path; of a missing one: the default.</summary>
    public static FileStamp Of(string path)
    {
        var file = new FileInfo(path);
        return file.Exists ? new FileStamp(file.Length, file.LastWriteTimeUtc) : default;
    }
}

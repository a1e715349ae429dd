namespace RecoMart.Storage.Staging;

/// <summary>
/// The few things a staging writer does to a disk. Between any two of them the process may be killed or the power may fail; the tests
/// put a disk in its place that does so.
/// </summary>
internal interface IStagingDisk
{
    /// <summary>Makes the folder and takes the lock, or throws a <see cref="StagingException"/> where another process has it.</summary>
    IDisposable Lock(string path);

    long? Length(string path);

    /// <summary>Reads a part of a file, up to its end.</summary>
    byte[] Read(string path, long offset, int count);

    byte[]? ReadAll(string path);

    IReadOnlyList<string> List(string folder);

    /// <summary>Writes a file and flushes it to disk. Its name is safe only after <see cref="FlushFolder"/>.</summary>
    void Create(string path, ReadOnlySpan<byte> content);

    /// <summary>Writes at the end of a file and flushes it to disk.</summary>
    void Append(string path, long offset, ReadOnlySpan<byte> content);

    void Truncate(string path, long length);

    /// <summary>Renames, over a file of the new name if there is one.</summary>
    void Move(string from, string to);

    void FlushFolder(string folder);
}

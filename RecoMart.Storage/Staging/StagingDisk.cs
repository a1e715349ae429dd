namespace RecoMart.Storage.Staging;

internal sealed class StagingDisk : IStagingDisk
{
    private const int EagainLinux = 11;
    private const int EagainMac = 35;
    private const int SharingViolationWindows = unchecked((int)0x80070020);

    // The batch ingestor reads meanwhile.
    private const FileShare Shared = FileShare.ReadWrite | FileShare.Delete;

    public IDisposable Lock(string path)
    {
        var folder = Path.GetDirectoryName(path)!;
        Directory.CreateDirectory(folder);
        try
        {
            return new FileStream(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None, bufferSize: 1);
        }
        catch (IOException exception) when (exception.HResult is EagainLinux or EagainMac or SharingViolationWindows)
        {
            throw new StagingException($"another process writes the staging files in {folder} ({Path.GetFileName(path)} is taken)", exception);
        }
    }

    public long? Length(string path) => new FileInfo(path) is { Exists: true } file ? file.Length : null;

    public byte[] Read(string path, long offset, int count)
    {
        using var file = File.OpenHandle(path, FileMode.Open, FileAccess.Read, Shared);
        var buffer = new byte[count];
        var read = 0;
        while (read < count && RandomAccess.Read(file, buffer.AsSpan(read), offset + read) is > 0 and var more)
            read += more;
        return buffer[..read];
    }

    public byte[]? ReadAll(string path) => File.Exists(path) ? File.ReadAllBytes(path) : null;

    public IReadOnlyList<string> List(string folder) => [.. Directory.EnumerateFiles(folder)];

    public void Create(string path, ReadOnlySpan<byte> content)
    {
        using var file = File.OpenHandle(path, FileMode.Create, FileAccess.Write, FileShare.None);
        RandomAccess.Write(file, content, 0);
        RandomAccess.FlushToDisk(file);
    }

    public void Append(string path, long offset, ReadOnlySpan<byte> content)
    {
        using var file = File.OpenHandle(path, FileMode.Open, FileAccess.Write, Shared);
        RandomAccess.Write(file, content, offset);
        RandomAccess.FlushToDisk(file);
    }

    public void Truncate(string path, long length)
    {
        using var file = File.OpenHandle(path, FileMode.Open, FileAccess.Write, Shared);
        RandomAccess.SetLength(file, length);
        RandomAccess.FlushToDisk(file);
    }

    public void Move(string from, string to) => File.Move(from, to, overwrite: true);

    public void FlushFolder(string folder) => Durable.FlushFolder(folder);
}

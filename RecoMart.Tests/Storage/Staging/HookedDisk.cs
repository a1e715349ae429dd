using RecoMart.Storage.Staging;

namespace RecoMart.Tests.Storage.Staging;

/// <summary>The real disk, with something happening before every change of it.</summary>
internal sealed class HookedDisk(Action beforeChange) : IStagingDisk
{
    private readonly StagingDisk _disk = new();

    public IDisposable Lock(string path) => _disk.Lock(path);

    public long? Length(string path) => _disk.Length(path);

    public byte[] Read(string path, long offset, int count) => _disk.Read(path, offset, count);

    public byte[]? ReadAll(string path) => _disk.ReadAll(path);

    public IReadOnlyList<string> List(string folder) => _disk.List(folder);

    public void Create(string path, ReadOnlySpan<byte> content)
    {
        beforeChange();
        _disk.Create(path, content);
    }

    public void Append(string path, long offset, ReadOnlySpan<byte> content)
    {
        beforeChange();
        _disk.Append(path, offset, content);
    }

    public void Truncate(string path, long length)
    {
        beforeChange();
        _disk.Truncate(path, length);
    }

    public void Move(string from, string to)
    {
        beforeChange();
        _disk.Move(from, to);
    }

    public void FlushFolder(string folder)
    {
        beforeChange();
        _disk.FlushFolder(folder);
    }
}

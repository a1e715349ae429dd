using RecoMart.Storage.Staging;

namespace RecoMart.Tests.Storage.Staging;

/// <summary>
/// A disk that forgets what was not flushed. A power failure keeps any of the renames since the last flush of the folder and loses the
/// others; a write that was under way leaves a part of its bytes, and perhaps rubbish behind them.
/// </summary>
internal sealed class ModelDisk(Random random) : IStagingDisk
{
    private readonly List<Action<Dictionary<string, byte[]>>> _unflushed = [];
    private Dictionary<string, byte[]> _durable = [];
    private Dictionary<string, byte[]> _files = [];

    /// <summary>How many more operations that change something succeed.</summary>
    public int Budget { get; set; } = int.MaxValue;

    public IEnumerable<KeyValuePair<string, byte[]>> Files => _files;

    public void Reboot(bool powerFailed)
    {
        if (powerFailed)
        {
            foreach (var change in _unflushed)
            {
                if (random.Next(2) == 0)
                    change(_durable);
            }
            _files = new(_durable);
        }
        _durable = new(_files);
        _unflushed.Clear();
    }

    public IDisposable Lock(string path) => Stream.Null;

    public long? Length(string path) => _files.TryGetValue(path, out var content) ? content.Length : null;

    public byte[] Read(string path, long offset, int count) => _files[path].Skip((int)offset).Take(count).ToArray();

    public byte[]? ReadAll(string path) => _files.GetValueOrDefault(path);

    public IReadOnlyList<string> List(string folder) => [.. _files.Keys];

    public void Create(string path, ReadOnlySpan<byte> content)
    {
        var all = content.ToArray();
        var written = Spend() ? all : Torn(all);
        Change(files => files[path] = written);
        Crash(written != all);
    }

    public void Append(string path, long offset, ReadOnlySpan<byte> content)
    {
        Assert.Equal(offset, _files[path].Length);
        var all = content.ToArray();
        var written = Spend() ? all : Torn(all);
        Replace(path, [.. _files[path], .. written]);
        Crash(written != all);
    }

    public void Truncate(string path, long length)
    {
        var done = Spend();
        if (done || random.Next(2) == 0)
            Replace(path, _files[path][..(int)length]);
        Crash(!done);
    }

    public void Move(string from, string to)
    {
        var done = Spend();
        if (done || random.Next(2) == 0)
        {
            var content = _files[from];
            Change(files =>
            {
                files.Remove(from);
                files[to] = content;
            });
        }
        Crash(!done);
    }

    public void FlushFolder(string folder)
    {
        var done = Spend();
        if (done)
        {
            _durable = new(_files);
            _unflushed.Clear();
        }
        Crash(!done);
    }

    private bool Spend() => Budget-- > 0;

    private static void Crash(bool crashed)
    {
        if (crashed)
            throw new CrashException();
    }

    private byte[] Torn(byte[] content) =>
        [.. content.AsSpan(0, random.Next(content.Length + 1)), .. "7,7,view\0garbage"u8[..random.Next(17)]];

    private void Change(Action<Dictionary<string, byte[]>> change)
    {
        change(_files);
        _unflushed.Add(change);
    }

    // Flushed content belongs to the file, whatever its name is by now.
    private void Replace(string path, byte[] content)
    {
        var before = _files[path];
        foreach (var files in new[] { _files, _durable })
        {
            foreach (var name in files.Where(file => ReferenceEquals(file.Value, before)).Select(file => file.Key).ToList())
                files[name] = content;
        }
        _unflushed.Add(files =>
        {
            foreach (var name in files.Where(file => ReferenceEquals(file.Value, before)).Select(file => file.Key).ToList())
                files[name] = content;
        });
    }
}

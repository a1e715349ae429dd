using System.Globalization;
using System.Text;

namespace RecoMart.Storage.Lake;

/// <summary>The right to write to a lake, held by one process at a time; it ends with the process, however that ends.</summary>
public sealed class LakeWriteLock : IDisposable
{
    private const int EagainLinux = 11;
    private const int EagainMac = 35;
    private const int SharingViolationWindows = unchecked((int)0x80070020);

    private readonly FileStream _file;

    private LakeWriteLock(FileStream file) => _file = file;

    /// <inheritdoc/>
    public void Dispose() => _file.Dispose();

    /// <summary>Takes the lock if nobody holds it.</summary>
    /// <param name="path">The lock file.</param>
    /// <param name="now">The time, for the next who has to wait.</param>
    /// <returns>The lock, or null when another holds it.</returns>
    internal static LakeWriteLock? TryTake(string path, DateTimeOffset now)
    {
        FileStream file;
        try
        {
            // An exclusive open is an advisory lock (flock) on Unix and a sharing violation on Windows.
            file = new FileStream(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None, bufferSize: 0);
        }
        catch (IOException exception) when (exception.HResult is EagainLinux or EagainMac or SharingViolationWindows)
        {
            return null;
        }
        file.SetLength(0);
        file.Write(Encoding.UTF8.GetBytes(string.Create(CultureInfo.InvariantCulture, $"process {Environment.ProcessId}, since {now:u}\n")));
        return new LakeWriteLock(file);
    }

    /// <summary>Says who holds the lock, as far as it can be told.</summary>
    /// <param name="path">The lock file.</param>
    /// <returns>Such as <c>process 4711, since 2026-01-27 10:30:00Z</c>.</returns>
    internal static string Holder(string path)
    {
        const string unknown = "another process";
        // Windows lets nobody read a file that is open for one process alone.
        if (OperatingSystem.IsWindows())
            return unknown;
        using var handle = UnixFile.Open(path);
        if (handle.IsInvalid)
            return unknown;
        var text = new byte[100];
        return Encoding.UTF8.GetString(text, 0, RandomAccess.Read(handle, text, 0)).Trim() is { Length: > 0 } holder ? holder : unknown;
    }
}

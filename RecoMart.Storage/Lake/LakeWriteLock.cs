using System.Globalization;

namespace RecoMart.Storage.Lake;

/// <summary>The right to write to a lake, held by one process at a time; it ends with the process, however that ends.</summary>
public sealed class LakeWriteLock : IDisposable
{
    private const int EagainLinux = 11;
    private const int EagainMac = 35;
    private const int SharingViolationWindows = unchecked((int)0x80070020);

    // Beside the lock: a file that one process has open exclusively can't be read by another.
    private const string HolderSuffix = "ed-by";

    private readonly FileStream _file;

    private LakeWriteLock(FileStream file) => _file = file;

    /// <inheritdoc/>
    public void Dispose()
    {
        File.Delete(_file.Name + HolderSuffix);
        _file.Dispose();
    }

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
        try
        {
            File.WriteAllText(path + HolderSuffix, string.Create(CultureInfo.InvariantCulture, $"process {Environment.ProcessId}, since {now:u}\n"));
        }
        catch
        {
            file.Dispose();
            throw;
        }
        return new LakeWriteLock(file);
    }

    /// <summary>Says who holds the lock, as far as it can be told.</summary>
    /// <param name="path">The lock file.</param>
    /// <returns>Such as <c>process 4711, since 2026-01-27 10:30:00Z</c>.</returns>
    internal static string Holder(string path)
    {
        try
        {
            return File.ReadAllText(path + HolderSuffix).Trim() is { Length: > 0 } holder ? holder : "another process";
        }
        catch (IOException)
        {
            return "another process";
        }
    }
}

using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace RecoMart.Storage;

/// <summary>Writes that are on the disk when they return.</summary>
public static partial class Durable
{
    /// <summary>Writes a file under a temporary name, flushes it to disk and renames it, so that it is there as a whole or not at all.</summary>
    /// <param name="path">The file.</param>
    /// <param name="content">Its content.</param>
    public static void WriteFile(string path, ReadOnlySpan<byte> content)
    {
        var temporary = path + ".tmp";
        using (var file = new FileStream(temporary, FileMode.Create, FileAccess.Write, FileShare.None, bufferSize: 0))
        {
            file.Write(content);
            file.Flush(flushToDisk: true);
        }
        File.Move(temporary, path, overwrite: true);
        FlushFolder(Path.GetDirectoryName(path)!);
    }

    /// <summary>Flushes a written file to disk.</summary>
    /// <param name="path">The file.</param>
    public static void FlushFile(string path)
    {
        using var file = File.OpenHandle(path, FileMode.Open, FileAccess.ReadWrite);
        RandomAccess.FlushToDisk(file);
    }

    /// <summary>
    /// Has the system begin to write what it holds of a file, so that little is left when the file is flushed. A hint: nothing is promised, and where the
    /// system has no such call, nothing is done.
    /// </summary>
    /// <param name="file">The file.</param>
    public static void BeginFlush(SafeFileHandle file)
    {
        const uint write = 2;
        if (OperatingSystem.IsLinux())
            _ = SyncFileRange(file, 0, 0, write);
    }

    /// <summary>Flushes the names in a folder to disk: without it a renamed file can be gone after a power failure.</summary>
    /// <param name="folder">The folder.</param>
    public static void FlushFolder(string folder)
    {
        // Windows keeps renames itself and gives no handle to flush.
        if (OperatingSystem.IsWindows())
            return;
        const int readOnly = 0;
        var handle = Open(folder, readOnly);
        if (handle < 0)
            throw new IOException($"Can't open the folder {folder} to flush it (errno {Marshal.GetLastPInvokeError()}).");
        try
        {
            // Some file systems can't flush a folder (EINVAL) and need not.
            _ = Fsync(handle);
        }
        finally
        {
            _ = Close(handle);
        }
    }

    [LibraryImport("libc", EntryPoint = "open", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int Open(string path, int flags);

    [LibraryImport("libc", EntryPoint = "fsync", SetLastError = true)]
    private static partial int Fsync(int handle);

    [LibraryImport("libc", EntryPoint = "sync_file_range")]
    private static partial int SyncFileRange(SafeFileHandle handle, long offset, long count, uint flags);

    [LibraryImport("libc", EntryPoint = "close", SetLastError = true)]
    private static partial int Close(int handle);
}

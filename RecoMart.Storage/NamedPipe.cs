using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace RecoMart.Storage;

/// <summary>Finds pipes among the files: opened as a file, one waits for a writer, and no signal or cancellation ends that.</summary>
public static partial class NamedPipe
{
    // O_RDONLY | O_NONBLOCK | O_CLOEXEC: with it a pipe opens at once.
    private const int OpenLinux = 0x800 | 0x80000;
    private const int OpenMac = 0x4 | 0x1000000;

    /// <summary>Whether a path leads to a pipe, a terminal or another thing that only gives what somebody writes to it meanwhile.</summary>
    /// <param name="path">The path; links are followed.</param>
    /// <returns>False also where there is nothing, or nothing that may be opened.</returns>
    public static bool IsAt(string path)
    {
        // Windows has its pipes elsewhere than in folders.
        if (OperatingSystem.IsWindows())
            return false;
        using var handle = new SafeFileHandle(Open(path, OperatingSystem.IsMacOS() ? OpenMac : OpenLinux), ownsHandle: true);
        if (handle.IsInvalid)
            return false;
        using var file = new FileStream(handle, FileAccess.Read, bufferSize: 0);
        return !file.CanSeek;
    }

    [LibraryImport("libc", EntryPoint = "open", StringMarshalling = StringMarshalling.Utf8)]
    private static partial int Open(string path, int flags);
}

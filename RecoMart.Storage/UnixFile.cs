using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace RecoMart.Storage;

/// <summary>Opens a file as only Unix can: .NET's own way waits for the other end of a pipe, and fails where another process has a lock.</summary>
internal static partial class UnixFile
{
    // O_RDONLY | O_NONBLOCK | O_CLOEXEC
    private const int FlagsLinux = 0x800 | 0x80000;
    private const int FlagsMac = 0x4 | 0x1000000;

    /// <summary>Opens a file to read, at once and without looking at locks.</summary>
    /// <param name="path">The file; links are followed.</param>
    /// <returns>The handle, invalid where the file can't be opened.</returns>
    public static SafeFileHandle Open(string path) => new(Open(path, OperatingSystem.IsMacOS() ? FlagsMac : FlagsLinux), ownsHandle: true);

    [LibraryImport("libc", EntryPoint = "open", StringMarshalling = StringMarshalling.Utf8)]
    private static partial int Open(string path, int flags);
}

namespace RecoMart.Storage;

/// <summary>Finds pipes among the files: opened as a file, one waits for a writer, and no signal or cancellation ends that.</summary>
public static class NamedPipe
{
    /// <summary>Whether a path leads to a pipe, a terminal or another thing that only gives what somebody writes to it meanwhile.</summary>
    /// <param name="path">The path; links are followed.</param>
    /// <returns>False also where there is nothing, or nothing that may be opened.</returns>
    public static bool IsAt(string path)
    {
        // Windows has its pipes elsewhere than in folders.
        if (OperatingSystem.IsWindows())
            return false;
        using var handle = UnixFile.Open(path);
        if (handle.IsInvalid)
            return false;
        using var file = new FileStream(handle, FileAccess.Read, bufferSize: 0);
        return !file.CanSeek;
    }
}

using System.Runtime.InteropServices;

namespace RecoMart.Benchmarks.Measurement;

/// <summary>
/// A folder with the same files under other paths: as good as a copy to whoever replaces files and never writes into them, and nothing that the disk is
/// still busy with when the next measurement begins.
/// </summary>
internal static class HardLinks
{
    /// <summary>Links a file.</summary>
    /// <exception cref="IOException">It can't be linked.</exception>
    public static void File(string existing, string path)
    {
        if (LibC.Link(existing, path) != 0)
            throw new IOException($"{existing} can't be linked as {path}: {Marshal.GetLastPInvokeErrorMessage()}.");
    }

    /// <summary>Links all files of a folder, and those below it.</summary>
    /// <param name="existing">The folder.</param>
    /// <param name="path">What it is to be called; made if need be.</param>
    /// <exception cref="IOException">A file can't be linked.</exception>
    public static void Folder(string existing, string path)
    {
        Directory.CreateDirectory(path);
        foreach (var folder in Directory.EnumerateDirectories(existing, "*", SearchOption.AllDirectories))
            Directory.CreateDirectory(Path.Combine(path, Path.GetRelativePath(existing, folder)));
        foreach (var file in Directory.EnumerateFiles(existing, "*", SearchOption.AllDirectories))
            File(file, Path.Combine(path, Path.GetRelativePath(existing, file)));
    }
}

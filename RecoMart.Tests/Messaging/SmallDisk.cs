using System.Diagnostics;

namespace RecoMart.Tests.Messaging;

/// <summary>A file system that fills up soon.</summary>
internal sealed class SmallDisk : IDisposable
{
    private SmallDisk(string path) => Path = path;

    public string Path { get; }

    /// <summary>Mounts one, or skips the test where that is not allowed.</summary>
    public static SmallDisk Mount(string path, int megabytes)
    {
        Skip.IfNot(OperatingSystem.IsLinux(), "mounts a small file system, which needs Linux");
        Directory.CreateDirectory(path);
        Skip.IfNot(Run("mount", "-t", "tmpfs", "-o", $"size={megabytes}m", "tmpfs", path), "mounts a small file system, which needs root");
        return new SmallDisk(path);
    }

    public void Dispose() => Run("umount", "--lazy", Path);

    private static bool Run(string program, params string[] arguments)
    {
        using var process = Process.Start(new ProcessStartInfo(program, arguments) { RedirectStandardError = true })!;
        process.StandardError.ReadToEnd();
        process.WaitForExit();
        return process.ExitCode == 0;
    }
}

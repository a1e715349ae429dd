using System.Diagnostics;
using RecoMart.Storage.Contract;
using RecoMart.Storage.Lake;

namespace RecoMart.Tests.Storage.Lake;

/// <summary>A lake on a file system without room: an error that says so, and the old version untouched.</summary>
public sealed class LakeDiskFullTests : IDisposable
{
    private readonly TemporaryDirectory _directory = new();
    private bool _mounted;

    public void Dispose()
    {
        if (_mounted)
            Run("umount", _directory.Path);
        _directory.Dispose();
    }

    [SkippableTheory]
    [InlineData(100)]
    [InlineData(1000)]
    [InlineData(4000)]
    public async Task The_old_version_stays_when_the_disk_is_full(int roomKilobytes)
    {
        Skip.IfNot(OperatingSystem.IsLinux() && Environment.IsPrivilegedProcess, "needs Linux and the right to mount a small file system");
        _mounted = Run("mount", "-t", "tmpfs", "-o", "size=6m", "tmpfs", _directory.Path);
        Skip.IfNot(_mounted, "may not mount a small file system here");
        using var sources = new LakeFolder();
        var lake = new DataLakeStorage(_directory.Combine("storage"));
        var path = sources.WriteSource("users.csv", "user_id,age,gender,device\n1,25,M,Mobile\n");
        await IngestAsync(lake, path);
        var old = lake.List().Select(entry => entry.Metadata.ChecksumMd5).ToList();

        // Rejected texts that hardly compress: several megabytes in three files.
        var random = new Random(5);
        File.AppendAllLines(path, Enumerable.Range(0, 200_000).Select(row => $"{random.NextInt64()},{random.Next()},{random.NextInt64():x},{random.NextInt64():x}"));
        LeaveRoom(roomKilobytes << 10);
        var error = await Assert.ThrowsAnyAsync<IOException>(() => IngestAsync(lake, path));

        Assert.Contains("No space left on device", error.Message, StringComparison.Ordinal);
        Assert.Equal(old, lake.List().Select(entry => entry.Metadata.ChecksumMd5));
        Assert.Empty((await lake.VerifyAsync(deep: true, null, CancellationToken.None)).Problems);
        Assert.Empty(Directory.EnumerateFileSystemEntries(_directory.Combine("storage", ".pending")));
    }

    private static async Task IngestAsync(DataLakeStorage lake, string path)
    {
        using var writeLock = await lake.LockAsync(_ => { }, CancellationToken.None);
        using var writer = new IngestWriter(lake, writeLock, SourceContract.Users, LakeFolder.Date);
        await LakeFolder.WriteAsync(writer, SourceContract.Users, path);
        await writer.CommitAsync(LakeFolder.Quality, LakeFolder.Sources, null, CancellationToken.None);
    }

    private void LeaveRoom(long bytes)
    {
        var free = new DriveInfo(_directory.Path).AvailableFreeSpace;
        File.WriteAllBytes(_directory.Combine("filler"), new byte[Math.Max(0, free - bytes)]);
    }

    private static bool Run(string program, params string[] arguments)
    {
        using var process = Process.Start(new ProcessStartInfo(program, arguments) { RedirectStandardError = true })!;
        process.WaitForExit();
        return process.ExitCode == 0;
    }
}

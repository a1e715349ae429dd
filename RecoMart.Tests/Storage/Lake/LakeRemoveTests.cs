namespace RecoMart.Tests.Storage.Lake;

/// <summary>Removing partitions: each is in its place wholly or not at all.</summary>
public sealed class LakeRemoveTests : IAsyncLifetime, IDisposable
{
    private readonly LakeFolder _lake = new();

    public async Task InitializeAsync() => await _lake.IngestUsersAsync("1,25,M,Mobile\n");

    public Task DisposeAsync() => Task.CompletedTask;

    public void Dispose() => _lake.Dispose();

    [Fact]
    public async Task A_partition_is_never_seen_with_a_part_of_its_files()
    {
        var folder = _lake.Lake.FullPath("raw/users/2026-01-27");
        var files = Enumerable.Range(0, 5_000).Select(number => Path.Combine(folder, $"{number:D5}.txt")).ToList();
        foreach (var file in files)
            await File.WriteAllTextAsync(file, "");
        using var writeLock = await _lake.LockAsync();

        var removing = Task.Run(() => _lake.Lake.Remove(writeLock, [_lake.Lake.ListPartitions().First()]));
        var seen = false;
        while (!removing.IsCompleted)
        {
            // Asked in this order: a folder that has gone does not come back.
            seen |= (!File.Exists(files[0]) || !File.Exists(files[^1])) && Directory.Exists(folder);
        }
        await removing;

        Assert.False(seen);
        Assert.False(Directory.Exists(folder));
        Assert.Empty(Directory.EnumerateFileSystemEntries(_lake.Pending));
        Assert.Equal(2, _lake.Lake.List().Count);
    }

    [Fact]
    public async Task What_a_dead_process_had_moved_aside_is_deleted_by_the_next()
    {
        var aside = Directory.CreateDirectory(Path.Combine(_lake.Pending, "prune-1")).FullName;
        Directory.Move(_lake.Lake.FullPath("raw/users/2026-01-27"), Path.Combine(aside, "raw-users"));
        File.Delete(Path.Combine(aside, "raw-users", "users_merged.parquet"));

        Assert.Empty(await _lake.VerifyAsync());

        Assert.Empty(Directory.EnumerateFileSystemEntries(_lake.Pending));
        Assert.Equal(2, _lake.Lake.List().Count);
    }
}

using System.Text.Json;
using RecoMart.Storage.Contract;
using RecoMart.Storage.Lake;

namespace RecoMart.Tests.Storage.Lake;

/// <summary>The new version appears as a whole or not at all, wherever the process that writes it dies.</summary>
public sealed class LakeRecoveryTests : IDisposable
{
    private const string Old = "1,25,M,Mobile\n";
    private const string New = "2,30,F,Tablet\nx,1,M,Mobile\n";

    private readonly LakeFolder _lake = new();

    // A commit has six renames: data and metadata of three layers.
    public static TheoryData<int, bool> RenamesMade
    {
        get
        {
            var data = new TheoryData<int, bool>();
            for (var made = 0; made <= 6; made++)
            {
                data.Add(made, true);
                data.Add(made, false);
            }
            return data;
        }
    }

    public void Dispose() => _lake.Dispose();

    [Theory]
    [MemberData(nameof(RenamesMade))]
    public async Task A_commit_that_was_decided_is_finished_by_whoever_comes_next(int renamesMade, bool byReading)
    {
        var (oldVersion, newVersion) = await MakePendingAsync(decided: true);
        MakeRenames(renamesMade);

        await RecoverAsync(byReading);

        Assert.NotEqual(oldVersion, newVersion);
        Assert.Equal(newVersion, _lake.Snapshot());
        Assert.Empty(Directory.EnumerateFileSystemEntries(_lake.Pending));
        Assert.Empty(await _lake.VerifyAsync());
    }

    [Theory]
    [InlineData(true, false)]
    [InlineData(true, true)]
    [InlineData(false, false)]
    [InlineData(false, true)]
    public async Task What_was_not_decided_is_removed(bool byReading, bool diedWhileDeciding)
    {
        var (oldVersion, _) = await MakePendingAsync(decided: false);
        if (diedWhileDeciding)
            await File.WriteAllTextAsync(Path.Combine(Directory.GetDirectories(_lake.Pending).Single(), "commit.json.tmp"), "{\"renames\": [");

        await RecoverAsync(byReading);

        Assert.Equal(oldVersion, _lake.Snapshot());
        Assert.Empty(Directory.EnumerateFileSystemEntries(_lake.Pending));
        Assert.Empty(await _lake.VerifyAsync());
    }

    [Fact]
    public async Task The_first_version_of_a_source_is_finished_too_though_its_folders_are_missing()
    {
        await _lake.IngestUsersAsync(New);
        var version = _lake.Snapshot();
        MoveIntoPending(decided: true);
        foreach (var layer in (string[])["raw", "validated", "quarantine"])
            Directory.Delete(Path.Combine(_lake.Base, layer), recursive: true);

        await RecoverAsync(byReading: true);

        Assert.Equal(version, _lake.Snapshot());
    }

    [Fact]
    public async Task Reading_leaves_the_pending_folder_of_a_living_writer_alone()
    {
        await MakePendingAsync(decided: false);
        var folder = Directory.GetDirectories(_lake.Pending).Single();
        Directory.Move(folder, _lake.Base + "-aside");
        using var writeLock = await _lake.LockAsync();
        Directory.Move(_lake.Base + "-aside", folder);

        Assert.Empty(await _lake.VerifyAsync());

        Assert.True(Directory.Exists(folder));
    }

    // The state at the moment of the decision: the old version in place, the new one pending.
    private async Task<(IReadOnlyList<string> Old, IReadOnlyList<string> New)> MakePendingAsync(bool decided)
    {
        await _lake.IngestUsersAsync(New);
        var newVersion = _lake.Snapshot();
        MoveIntoPending(decided);
        await IngestAside();
        return (_lake.Snapshot(), newVersion);
    }

    private async Task IngestAside()
    {
        // An ingest would recover what is pending.
        var aside = _lake.Base + "-pending";
        Directory.Move(_lake.Pending, aside);
        await _lake.IngestUsersAsync(Old);
        Directory.Delete(_lake.Pending, recursive: true);
        Directory.Move(aside, _lake.Pending);
    }

    private void MoveIntoPending(bool decided)
    {
        var folder = Path.Combine(_lake.Pending, "users-2026-01-27-0123456789abcdef0123456789abcdef");
        Directory.CreateDirectory(folder);
        var renames = new List<LakeRename>();
        foreach (var layer in (LakeLayer[])[LakeLayer.Raw, LakeLayer.Validated, LakeLayer.Quarantine])
        {
            var partition = LakeFolder.Partition(layer, SourceContract.Users);
            Move($"{partition.LayerName}.parquet", partition.DataPath);
            Move($"{partition.LayerName}.json", partition.MetadataPath);
        }
        if (decided)
            File.WriteAllBytes(Path.Combine(folder, "commit.json"), JsonSerializer.SerializeToUtf8Bytes(new LakeCommit(renames), StorageJson.Default.LakeCommit));

        void Move(string name, string path)
        {
            File.Move(_lake.Lake.FullPath(path), Path.Combine(folder, name));
            renames.Add(new LakeRename(name, path));
        }
    }

    private void MakeRenames(int count)
    {
        var folder = Directory.GetDirectories(_lake.Pending).Single();
        var commit = JsonSerializer.Deserialize(File.ReadAllBytes(Path.Combine(folder, "commit.json")), StorageJson.Default.LakeCommit)!;
        foreach (var rename in commit.Renames.Take(count))
            File.Move(Path.Combine(folder, rename.From), _lake.Lake.FullPath(rename.To), overwrite: true);
    }

    private async Task RecoverAsync(bool byReading)
    {
        if (byReading)
            _lake.Lake.RecoverIfIdle();
        else
            (await _lake.LockAsync()).Dispose();
    }
}

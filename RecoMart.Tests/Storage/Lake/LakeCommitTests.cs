using RecoMart.Storage.Contract;
using RecoMart.Storage.Lake;

namespace RecoMart.Tests.Storage.Lake;

/// <summary>A version appears as a whole, at its commit, and leaves the others alone.</summary>
public sealed class LakeCommitTests : IDisposable
{
    private const string Old = "1,25,M,Mobile\n";
    private const string New = "2,30,F,Tablet\nx,1,M,Mobile\n";

    private readonly LakeFolder _lake = new();

    public void Dispose() => _lake.Dispose();

    [Fact]
    public async Task Before_the_commit_nothing_is_seen_and_afterwards_nothing_is_left()
    {
        await _lake.IngestUsersAsync(Old);
        var before = _lake.Snapshot();
        using (var writeLock = await _lake.LockAsync())
        using (var writer = new IngestWriter(_lake.Lake, writeLock, SourceContract.Users, LakeFolder.Date))
        {
            await LakeFolder.WriteAsync(writer, SourceContract.Users, _lake.WriteSource("users.csv", "user_id,age,gender,device\n" + New));

            Assert.Equal(before, _lake.Snapshot());
            Assert.Empty(await _lake.VerifyAsync());
            Assert.NotEmpty(Directory.EnumerateFileSystemEntries(_lake.Pending));
        }

        Assert.Equal(before, _lake.Snapshot());
        Assert.Empty(Directory.EnumerateFileSystemEntries(_lake.Pending));
    }

    [Fact]
    public async Task Cancelling_the_commit_keeps_the_old_version()
    {
        await _lake.IngestUsersAsync(Old);
        var before = _lake.Snapshot();
        using var cancelled = new CancellationTokenSource();
        using (var writeLock = await _lake.LockAsync())
        using (var writer = new IngestWriter(_lake.Lake, writeLock, SourceContract.Users, LakeFolder.Date))
        {
            await LakeFolder.WriteAsync(writer, SourceContract.Users, _lake.WriteSource("users.csv", "user_id,age,gender,device\n" + New));
            await cancelled.CancelAsync();

            await Assert.ThrowsAnyAsync<OperationCanceledException>(() => writer.CommitAsync(LakeFolder.Quality, LakeFolder.Sources, null, cancelled.Token));
        }

        Assert.Equal(before, _lake.Snapshot());
        Assert.Empty(Directory.EnumerateFileSystemEntries(_lake.Pending));
    }

    [Fact]
    public async Task Versions_of_another_date_and_source_stay()
    {
        await _lake.IngestUsersAsync(Old);
        await _lake.IngestAsync(SourceContract.Transactions, _lake.WriteSource("t.csv", "user_id,item_id,view_mode,rating,timestamp\n1,2,view,5,2026-01-27\n"));
        var before = _lake.Snapshot();

        using (var writeLock = await _lake.LockAsync())
        using (var writer = new IngestWriter(_lake.Lake, writeLock, SourceContract.Users, LakeFolder.Date.AddDays(1)))
        {
            await LakeFolder.WriteAsync(writer, SourceContract.Users, _lake.WriteSource("users.csv", "user_id,age,gender,device\n" + New));
            await writer.CommitAsync(LakeFolder.Quality, LakeFolder.Sources, null, CancellationToken.None);
        }

        Assert.Equal(12 + 6, _lake.Snapshot().Count);
        Assert.Superset(before.ToHashSet(), _lake.Snapshot().ToHashSet());
    }

}

using RecoMart.Storage.Contract;
using RecoMart.Storage.Lake;

namespace RecoMart.Tests.Storage.Lake;

/// <summary>One writer at a time.</summary>
public sealed class LakeLockTests : IDisposable
{
    private static readonly TimeSpan s_deadline = TimeSpan.FromSeconds(30);

    private readonly LakeFolder _lake = new();

    public void Dispose() => _lake.Dispose();

    [Fact]
    public async Task The_second_writer_is_told_who_holds_the_lock_and_gets_it_when_the_first_ends()
    {
        var told = new TaskCompletionSource<string>(TaskCreationOptions.RunContinuationsAsynchronously);
        var first = await _lake.LockAsync(_ => Assert.Fail("nobody holds the lock"));

        var second = _lake.LockAsync(told.SetResult);
        var holder = await told.Task.WaitAsync(s_deadline);

        Assert.Matches($"^process {Environment.ProcessId}, since [0-9]{{4}}-[0-9]{{2}}-[0-9]{{2}} [0-9:]{{8}}Z$", holder);
        Assert.False(second.IsCompleted);
        first.Dispose();
        using var taken = await second.WaitAsync(s_deadline);
        Assert.NotNull(taken);
    }

    [Fact]
    public async Task Another_lake_has_another_lock()
    {
        using var other = new LakeFolder();
        using var first = await _lake.LockAsync();

        using var second = await other.LockAsync(_ => Assert.Fail("nobody holds the other lake's lock"));

        Assert.NotNull(second);
    }

    [Fact]
    public async Task Waiting_can_be_given_up()
    {
        using var first = await _lake.LockAsync();
        using var cancel = new CancellationTokenSource();

        var second = _lake.Lake.LockAsync(_ => cancel.Cancel(), cancel.Token);

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => second.WaitAsync(s_deadline));
    }

    [Fact]
    public async Task Reading_needs_no_lock()
    {
        await _lake.IngestUsersAsync("1,25,M,Mobile\n");
        using var writeLock = await _lake.LockAsync();

        Assert.Equal(3, _lake.Lake.List().Count);
        Assert.Empty(await _lake.VerifyAsync());
    }

    [Fact]
    public async Task Two_ingests_at_once_leave_the_version_of_one_of_them()
    {
        var ingests = Enumerable.Range(1, 4).Select(id => Task.Run(async () =>
        {
            using var writeLock = await _lake.LockAsync();
            using var writer = new IngestWriter(_lake.Lake, writeLock, SourceContract.Users, LakeFolder.Date);
            await LakeFolder.WriteAsync(writer, SourceContract.Users, _lake.WriteSource($"users{id}.csv", $"user_id,age,gender,device\n{id},{id},M,Mobile\nx{id},1,M,Mobile\n"));
            await writer.CommitAsync(LakeFolder.Quality, LakeFolder.Sources, null, CancellationToken.None);
        })).ToList();

        await Task.WhenAll(ingests).WaitAsync(s_deadline);

        Assert.Empty(await _lake.VerifyAsync());
        var layers = await Task.WhenAll(_lake.Lake.List().Select(entry => LakeValues.ReadAsync(_lake.Lake.FullPath(entry.Partition.DataPath))));
        var id = layers[0].Single().Split('|')[0];
        Assert.Equal([$"{id}|{id}|M|Mobile"], layers[1]);
        Assert.StartsWith($"users{id}.csv|3|user_id|x{id}|", layers[2].Single(), StringComparison.Ordinal);
    }
}

using System.Globalization;
using RecoMart.Storage.Contract;
using RecoMart.Storage.Lake;

namespace RecoMart.Tests.Storage.Lake;

public sealed class QuarantineReaderTests : IDisposable
{
    private readonly LakeFolder _lake = new();

    public void Dispose() => _lake.Dispose();

    [Theory]
    [InlineData(3)]
    [InlineData(100)]
    public async Task The_first_and_the_last_rows_are_read_with_their_origin(int limit)
    {
        await _lake.IngestUsersAsync(string.Concat(Enumerable.Range(0, 10).Select(i => $"x{i},30,F,Desktop\n")));
        await using var reader = await _lake.Lake.OpenAsync(LakeFolder.Partition(LakeLayer.Quarantine, SourceContract.Users), CancellationToken.None);

        var first = await QuarantineReader.ReadFirstAsync(reader, limit, CancellationToken.None);
        var last = await QuarantineReader.ReadLastAsync(reader, limit, CancellationToken.None);

        var all = Enumerable.Range(0, 10).Select(i => new QuarantinedRow(
            "users.csv", i + 2, "user_id", $"x{i}", "user_id: not an integer", string.Create(CultureInfo.InvariantCulture, $"x{i},30,F,Desktop"))).ToList();
        Assert.Equal(all.Take(limit), first);
        Assert.Equal(Enumerable.Reverse(all).Take(limit), last);
    }
}

using RecoMart.Storage.Columns;
using RecoMart.Storage.Contract;
using RecoMart.Storage.Lake;

namespace RecoMart.Tests.Storage.Lake;

/// <summary>Products whose item_id an earlier one has: counted exactly, in memory and through a file.</summary>
public sealed class DuplicateKeyTests : IDisposable
{
    private readonly LakeFolder _lake = new();
    private readonly TemporaryDirectory _directory = new();

    public void Dispose()
    {
        _lake.Dispose();
        _directory.Dispose();
    }

    [Fact]
    public async Task Duplicates_are_counted_and_kept_in_raw()
    {
        var path = _lake.WriteSource("products.json", """[{"item_id":1},{"item_id":2},{"item_id":"1.0"},{"item_id":1},{"item_id":"x"},{"item_id":"x"}]""");

        var metadata = await _lake.IngestAsync(SourceContract.Products, path);

        Assert.Equal(2, metadata[0].Quality!.DuplicateKeys);
        Assert.Equal(4, metadata[0].RecordCount);
    }

    [Fact]
    public async Task Transactions_share_keys_by_nature()
    {
        var path = _lake.WriteSource("t.csv", "user_id,item_id,view_mode,rating,timestamp\n1,2,view,5,2026-01-27\n1,2,view,5,2026-01-27\n");

        Assert.Null((await _lake.IngestAsync(SourceContract.Transactions, path))[0].Quality!.DuplicateKeys);
    }

    [Theory]
    [InlineData(1_048_576)]
    [InlineData(1_048_577)]
    [InlineData(3_000_000)]
    public void The_count_is_exact_however_many_keys_there_are(int keys)
    {
        using var counter = new DuplicateKeyCounter(_directory.Combine("keys"));

        // Each seventh key came seven keys before; keys far apart and negative ones too.
        long expected = 0;
        Add(counter, keys, i => (i % 7 == 6 ? i - 6 : i) * 1_000_003L * (i % 7 == 3 ? -1 : 1));
        for (var i = 6; i < keys; i += 7)
            expected++;

        Assert.Equal(expected, counter.Count());
        Assert.Equal(expected, counter.Count());
    }

    [Fact]
    public void Duplicates_far_apart_are_found_through_the_file()
    {
        using var counter = new DuplicateKeyCounter(_directory.Combine("keys"));
        Add(counter, 1_500_000, i => i);
        Add(counter, 10, i => i * 100_000L);

        Assert.Equal(10, counter.Count());
    }

    [Fact]
    public void The_file_goes_with_the_counter()
    {
        using (var counter = new DuplicateKeyCounter(_directory.Combine("keys")))
        {
            Add(counter, 1_100_000, i => i);
            Assert.True(File.Exists(_directory.Combine("keys")));
        }
        Assert.Empty(Directory.EnumerateFileSystemEntries(_directory.Path));
    }

    private static void Add(DuplicateKeyCounter counter, int count, Func<int, long> key)
    {
        var batch = new RowBatch(SourceContract.Products);
        var cleaner = new RowCleaner(SourceContract.Products);
        batch.Restart(0);
        for (var i = 0; i < count; i++)
        {
            ((Int64Column)batch.Columns[0]).AppendValue(key(i));
            foreach (var column in batch.Columns.Skip(1))
                column.AppendMissing(CellStatus.Null);
            batch.EndRow(i + 1, default);
            if (!batch.IsFull && i < count - 1)
                continue;
            cleaner.Clean(batch);
            counter.Add(cleaner);
            batch.Restart(0);
        }
    }
}

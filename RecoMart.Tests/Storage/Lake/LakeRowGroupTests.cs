using RecoMart.Benchmarks.Generation;
using RecoMart.Storage.Columns;
using RecoMart.Storage.Contract;
using RecoMart.Storage.Lake;

namespace RecoMart.Tests.Storage.Lake;

/// <summary>A file of several row groups: its statistics, which engines trust, and filters that use them.</summary>
public sealed class LakeRowGroupTests(LakeRowGroupTests.ManyTransactions transactions) : IClassFixture<LakeRowGroupTests.ManyTransactions>
{
    private const int Rows = (2 * RowBatch.MaxRows) + 1000;

    private string File => transactions.Path;

    [Fact]
    public void A_row_group_holds_a_batch() =>
        Assert.Equal(
            ["3"],
            DuckDb.Query("SELECT count(DISTINCT row_group_id) FROM parquet_metadata($path)".Replace("$path", $"'{File}'", StringComparison.Ordinal), File));

    [Theory]
    [InlineData("user_id", "user_id")]
    [InlineData("item_id", "item_id")]
    [InlineData("rating", "rating")]
    [InlineData("timestamp", "strftime(timestamp, '%Y-%m-%d %H:%M:%S.%f+00')")]
    [InlineData("view_mode", "view_mode")]
    public void Its_statistics_are_those_of_its_values(string column, string text)
    {
        // Row groups follow each other in the file's row order.
        var actual = DuckDb.Query(
            $"""
            SELECT stats_min_value, stats_max_value, stats_null_count, num_values FROM parquet_metadata('{File}')
            WHERE path_in_schema = '{column}' ORDER BY row_group_id
            """,
            File);
        var expected = DuckDb.Query(
            $"""
            WITH groups AS (SELECT row_group_id, sum(row_group_num_rows) OVER (ORDER BY row_group_id) AS last
                FROM (SELECT DISTINCT row_group_id, row_group_num_rows FROM parquet_metadata('{File}'))),
            rows AS (SELECT *, (SELECT min(row_group_id) FROM groups WHERE file_row_number < last) AS g
                FROM read_parquet('{File}', file_row_number = true))
            SELECT min({text})::VARCHAR, max({text})::VARCHAR, count(*) - count({column}), count(*) FROM rows GROUP BY g ORDER BY g
            """,
            File);

        Assert.Equal(expected, actual);
    }

    [Theory]
    [InlineData("timestamp >= TIMESTAMPTZ '2025-01-04 00:00:00+00' AND timestamp < TIMESTAMPTZ '2025-01-05 00:00:00+00'")]
    [InlineData("timestamp < TIMESTAMPTZ '2025-01-01 00:10:00+00'")]
    [InlineData("timestamp = (SELECT max(timestamp) FROM $file)")]
    [InlineData("timestamp > TIMESTAMPTZ '2030-01-01 00:00:00+00'")]
    [InlineData("user_id = 17")]
    [InlineData("user_id < 0")]
    [InlineData("item_id BETWEEN 100 AND 105 AND user_id > 150000")]
    [InlineData("view_mode = 'purchase' AND rating = 5")]
    [InlineData("rating IS NULL")]
    public void A_filter_that_may_skip_row_groups_finds_what_a_full_scan_finds(string filter)
    {
        const string sums = "SELECT count(*), sum(user_id), sum(item_id), sum(epoch_us(timestamp)::HUGEINT) FROM";

        // An expression that DuckDB can't push down to the file.
        var scanned = DuckDb.Query($"CREATE TABLE copy AS FROM $file; {sums} copy WHERE {filter}", File);

        Assert.Equal(scanned[^1], DuckDb.Query($"{sums} $file WHERE {filter}", File).Single());
    }

    [Fact]
    public void Timestamps_are_sorted_in_time_so_that_row_groups_can_be_skipped()
    {
        var bounds = DuckDb.Query($"SELECT stats_min_value, stats_max_value FROM parquet_metadata('{File}') WHERE path_in_schema = 'timestamp' ORDER BY row_group_id", File);

        Assert.All(bounds.Zip(bounds.Skip(1)), pair => Assert.True(string.CompareOrdinal(pair.First.Split('|')[1], pair.Second.Split('|')[0]) <= 0));
    }

    [Fact]
    public async Task Parquet_Net_counts_and_sums_the_same()
    {
        await using var reader = await LakeFileReader.OpenAsync(File);
        long users = 0;
        for (var group = 0; group < reader.RowGroupCount; group++)
            users += (await reader.ReadAsync<long>(group, "user_id")).Present.ToArray().Sum();

        Assert.Equal([$"{reader.RowCount}|{users}"], DuckDb.Query("SELECT count(*), sum(user_id) FROM $file", File));
    }

    /// <summary>A validated file of generated transactions.</summary>
    public sealed class ManyTransactions : IAsyncLifetime, IDisposable
    {
        private readonly LakeFolder _lake = new();

        public string Path => _lake.PathOf(LakeLayer.Validated, SourceContract.Transactions);

        public async Task InitializeAsync()
        {
            var path = _lake.WriteSource("transactions.csv", "");
            await using (var file = System.IO.File.Create(path))
                TransactionGenerator.Write(file, new TransactionOptions { Rows = Rows, DirtyShare = 0 });
            await _lake.IngestAsync(SourceContract.Transactions, path);
        }

        public Task DisposeAsync() => Task.CompletedTask;

        public void Dispose() => _lake.Dispose();
    }
}

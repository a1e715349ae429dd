using RecoMart.BatchIngestor.Transformations;
using RecoMart.Storage.Contract;
using RecoMart.Storage.Lake;

namespace RecoMart.Tests.BatchIngestor.Transformations;

public sealed class RowOrderTests
{
    [Fact]
    public void Rows_of_plain_files_stay_as_they_are()
    {
        var order = RowOrder.Of(SourceContract.Users, [Partition(5, File("users_a.csv", 3, rejected: 1), File("users_b.csv", 3))]);

        Assert.Equal([new RowPiece(5, 0)], Assert.Single(order));
    }

    [Fact]
    public void Staged_rows_come_after_files_whose_names_sort_after_theirs()
    {
        var order = RowOrder.Of(SourceContract.Users,
            [Partition(10, File("users_a.csv", 1), File("users_api_staging.000001.csv", 2), File("users_api_staging.csv", 3), File("users_crm.csv", 4))]);

        Assert.Equal([new RowPiece(1, 0), new RowPiece(6, 4), new RowPiece(10, -5)], Assert.Single(order));
    }

    [Fact]
    public void A_file_that_only_looks_staged_is_a_file()
    {
        var order = RowOrder.Of(SourceContract.Users, [Partition(2, File("users_api_staging.csv", 1), File("users_api_staging_old.csv", 1))]);

        Assert.Equal([new RowPiece(1, 1), new RowPiece(2, -1)], Assert.Single(order));
    }

    [Fact]
    public void Files_of_several_partitions_count_by_their_names_and_staged_rows_by_the_partitions()
    {
        var order = RowOrder.Of(SourceContract.Users,
        [
            Partition(5, File("users_api_staging.csv", 2), File("users_b.csv", 3)),
            Partition(7, File("users_a.csv", 4), File("users_api_staging.000001.csv", 1), File("users_api_staging.csv", 2)),
        ]);

        // a 0-3, b 4-6, staged of the first partition 7-8, of the second 9-11.
        Assert.Equal([new RowPiece(2, 7), new RowPiece(5, 2)], order[0]);
        Assert.Equal([new RowPiece(4, 0), new RowPiece(7, 5)], order[1]);
    }

    [Fact]
    public void Files_without_rows_take_no_place()
    {
        var order = RowOrder.Of(SourceContract.Users,
            [Partition(1, File("users_a.csv", 0, outcome: SourceFileOutcome.Empty), File("users_b.csv", 9, outcome: SourceFileOutcome.Refused), File("users_c.csv", 1))]);

        Assert.Equal([new RowPiece(1, 0)], Assert.Single(order));
    }

    [Fact]
    public void A_list_of_files_that_is_not_about_the_data_is_an_error()
    {
        var wrong = Assert.Throws<InvalidDataException>(() => RowOrder.Of(SourceContract.Users, [Partition(2, File("users_a.csv", 3))]));
        var missing = Assert.Throws<InvalidDataException>(() => RowOrder.Of(SourceContract.Users, [WithoutSources()]));

        Assert.Equal(
            "validated/users/2026-01-27/users_merged_metadata.json lists files with 3 rows, and has 2: another version made it."
            + " Ingest users again as a snapshot (with --date 2026-01-27 to replace it).", wrong.Message);
        Assert.Contains("does not say which files its rows are from", missing.Message, StringComparison.Ordinal);
    }

    private static SourceFileReport File(string name, long rows, long rejected = 0, SourceFileOutcome outcome = SourceFileOutcome.Read) =>
        new() { File = name, Rows = rows, Rejected = rejected, Outcome = outcome };

    private static LakeEntry WithoutSources()
    {
        var entry = Partition(1);
        return entry with { Metadata = entry.Metadata with { Sources = null } };
    }

    private static LakeEntry Partition(long records, params SourceFileReport[] files) => new(
        new LakePartition(LakeLayer.Validated, "users", new DateOnly(2026, 1, 27), "users_merged"),
        new LakeMetadata
        {
            Source = "users",
            DataType = "validated",
            Timestamp = DateTime.UnixEpoch,
            FilePath = "",
            FileSizeBytes = 0,
            RecordCount = records,
            Schema = LakeSchema.Of(SourceContract.Users.Fields),
            ChecksumMd5 = "",
            NullCounts = new Dictionary<string, long>(),
            MemoryUsageBytes = 0,
            Sources = files,
        });
}

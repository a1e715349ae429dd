using System.Text;
using System.Text.Json;
using RecoMart.Storage.Lake;

namespace RecoMart.Tests.Storage.Lake;

/// <summary>What is written without the serializer is what the serializer would write, and reads.</summary>
public class StorageJsonTests
{
    private static readonly DateTime s_time = new(2026, 1, 27, 10, 30, 0, 500, DateTimeKind.Utc);

    [Fact]
    public void Metadata_is_written_as_the_serializer_writes_it()
    {
        var metadata = new LakeMetadata
        {
            Source = "users",
            DataType = "validated",
            Timestamp = s_time,
            FilePath = "/läke/\"users\"",
            FileSizeBytes = long.MaxValue,
            RecordCount = 0,
            Schema = new LakeSchema(["user_id", "gender"], new Dictionary<string, string> { ["user_id"] = "int64" }, new Dictionary<string, IReadOnlyList<string>> { ["gender"] = ["F", "M"] }),
            ChecksumMd5 = "d41d8cd98f00b204e9800998ecf8427e",
            NullCounts = new Dictionary<string, long> { ["gender"] = 3 },
            MemoryUsageBytes = 17,
            Quality = new QualityReport
            {
                RowsIn = 5,
                Raw = 4,
                Validated = 3,
                Quarantined = 2,
                QuarantinedByReason = new Dictionary<string, long> { ["user_id: missing"] = 1 },
                NulledByReason = new Dictionary<string, long>(),
                DuplicateKeys = null,
                Warnings = ["<first> & 'last'"],
            },
            Sources =
            [
                new SourceFileReport { File = "a.csv", Outcome = SourceFileOutcome.Read, Rows = 2, FromByte = 7, Replaces = true, RenamedFrom = "b.csv" },
                new SourceFileReport { File = "c.csv", Outcome = SourceFileOutcome.Skipped, Reason = "is a folder" },
            ],
            Mode = LakeMode.Incremental,
            Lineage = new LakeLineage
            {
                Sql = "select 1",
                Engine = "DuckDB",
                AsOf = s_time,
                Settings = new Dictionary<string, double> { ["half_life_days"] = 0.1 },
                Inputs = [new LakeInput("validated/users", "0", 1, s_time)],
                Counts = new Dictionary<string, long> { ["rows"] = -1 },
            },
        };

        var written = StorageJson.Write(metadata);

        Assert.Equal(Text(JsonSerializer.SerializeToUtf8Bytes(metadata, StorageJson.Readable.LakeMetadata)), Text(written));
        Assert.Equal(Text(written), Text(StorageJson.Write(JsonSerializer.Deserialize(written, StorageJson.Readable.LakeMetadata)!)));
    }

    [Fact]
    public void A_ledger_is_written_as_the_serializer_writes_it()
    {
        var ledger = new Ledger
        {
            Source = "users",
            Files =
            [
                new LedgerFile { File = "a.csv", Outcome = SourceFileOutcome.Empty, Bytes = 1, Date = new DateOnly(2026, 1, 27), ReadAt = s_time, Run = "r" },
                new LedgerFile
                {
                    File = "ü.csv",
                    Outcome = SourceFileOutcome.Read,
                    Reason = "why",
                    Part = 1,
                    Bytes = 2,
                    Modified = s_time,
                    ChecksumMd5 = "0",
                    EdgesMd5 = "1",
                    Lines = 3,
                    Rows = 4,
                    Rejected = 5,
                    Date = default,
                    ReadAt = default,
                    Run = "",
                },
            ],
        };

        var written = StorageJson.Write(ledger);

        Assert.Equal(Text(JsonSerializer.SerializeToUtf8Bytes(ledger, StorageJson.Readable.Ledger)), Text(written));
        Assert.Equal(ledger.Files, Ledger.Parse("ledger/users.json", written).Files);
    }

    [Fact]
    public void A_commit_is_written_as_the_serializer_writes_it()
    {
        var commit = new LakeCommit([new LakeRename("raw.parquet", "raw/users/2026-01-27/users.parquet")]);

        Assert.Equal(Text(JsonSerializer.SerializeToUtf8Bytes(commit, StorageJson.Readable.LakeCommit)), Text(StorageJson.Write(commit)));
    }

    private static string Text(byte[] json) => Encoding.UTF8.GetString(json);
}

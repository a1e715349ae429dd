using RecoMart.Benchmarks.Generation;
using RecoMart.Tests.Storage.Lake;

namespace RecoMart.Tests.BatchIngestor;

/// <summary>The program of machine code does what the assembly does that the tests are built with.</summary>
public sealed class OtherBuildTests : IDisposable
{
    private const string ParquetFiles = "*.parquet";

    // Without a clock that goes on between the two.
    private static readonly string[][] s_commands =
    [
        ["ingest", "all", "--through", "features", "--as-of", "2026-02-20", "--date", IngestorWorkspace.Date],
        ["ingest", "all", "--mode", "incremental", "--date", "2026-01-28"],
        ["export", "users", "--where", "age > 30 AND device IN ('Mobile', 'Tablet')", "--output", "users.csv"],
        ["export", "transactions", "--output", "transactions.jsonl"],
        ["export", "item_features", "--output", "item_features.parquet"],
    ];

    private static readonly string[][] s_looks =
    [
        [],
        ["--help"],
        ["ingest", "--help"],
        ["verify", "--deep"],
        ["quarantine", "--limit", "1000", "--json"],
        ["catalog", "--date", "2026-01-29"],
        ["export", "users", "--where", "age > (SELECT 30)", "--output", "none.csv", "--json"],
        ["prune", "--keep-days", "-1", "--json"],
        ["ingest", "nothing", "--json"],
    ];

    private readonly IngestorWorkspace _own = new();
    private readonly IngestorWorkspace _other = new();

    private IngestorWorkspace[] Both => [_own, _other];

    public void Dispose()
    {
        _own.Dispose();
        _other.Dispose();
    }

    [SkippableFact]
    public async Task It_makes_the_same_files_and_says_the_same()
    {
        SkipWithoutOther();
        foreach (var workspace in Both)
            SampleData.Write(workspace.DataDir);

        foreach (var command in s_commands)
        {
            Assert.Equal(0, (await RunOwnAsync(_own, command)).ExitCode);
            Assert.Equal(0, (await _other.RunAsync(command)).ExitCode);
            foreach (var workspace in Both)
                workspace.Write("users_new.csv", IngestorWorkspace.UserHeader + "7,28,M,Mobile\nseven,28,M,Mobile\n");
        }

        var files = FilesOf(_own);
        Assert.Equal(18 + 3, files.Count);
        Assert.Equal(files, FilesOf(_other));
        foreach (var look in s_looks)
            await SaysTheSameAsync(look);
    }

    [SkippableFact]
    public async Task It_says_the_same_of_a_file_with_columns_of_every_kind()
    {
        SkipWithoutOther();
        foreach (var workspace in Both)
        {
            workspace.WriteCleanSources();
            await RunOwnAsync(workspace, ["ingest", "--date", IngestorWorkspace.Date]);
            foreach (var file in Directory.GetFiles(Path.Combine(workspace.LakePath, "validated"), ParquetFiles, SearchOption.AllDirectories))
            {
                DuckDb.Query($"""
                    COPY (SELECT 1::TINYINT AS a, 1::SMALLINT AS b, 1 AS user_id, 1::UBIGINT AS c, 1::HUGEINT AS d, 1.5::FLOAT AS e, 1.5::DOUBLE AS price,
                        1.25::DECIMAL(5, 2) AS f, true AS in_stock, 'x' AS brand, 'x'::BLOB AS g, uuid() AS h, DATE '2026-01-27' AS i, TIME '10:30:00' AS j,
                        TIMESTAMP '2026-01-27 10:30:00' AS "timestamp", INTERVAL 1 DAY AS k, [1, NULL] AS l, MAP {'{'}1: 'x'{'}'} AS m, {'{'}'n': 1{'}'} AS o)
                    TO '{file}' (FORMAT parquet)
                    """, "");
            }
        }

        await SaysTheSameAsync(["verify", "--deep"]);
        await SaysTheSameAsync(["verify", "--json"]);
    }

    private static void SkipWithoutOther() =>
        Skip.If(IngestorProcess.OtherBuild is null, "needs another build to compare with: set RECOMART_TEST_INGESTOR to what run.sh makes, as .ci/run does");

    private static async Task<IngestorRun> RunOwnAsync(IngestorWorkspace workspace, string[] command)
    {
        var own = IngestorProcess.OwnCommand;
        using var process = IngestorProcess.Start(own[0], [.. own[1..], .. command], workspace.Root);
        return await process.FinishAsync();
    }

    private static List<(string Name, string Content)> FilesOf(IngestorWorkspace workspace) =>
    [
        .. Directory.EnumerateFiles(workspace.LakePath, ParquetFiles, SearchOption.AllDirectories)
            .Concat(Directory.EnumerateFiles(workspace.Root))
            .Select(path => (Path.GetRelativePath(workspace.Root, path), Convert.ToBase64String(File.ReadAllBytes(path))))
            .Order(),
    ];

    private async Task SaysTheSameAsync(string[] command)
    {
        var own = await RunOwnAsync(_own, command);
        var other = await _other.RunAsync(command);

        Assert.Equal(Plain(own.Output, _own), Plain(other.Output, _other));
        Assert.Equal(own.ExitCode, other.ExitCode);
    }

    // In each its own folder and its own program.
    private static string Plain(string output, IngestorWorkspace workspace) => output
        .Replace(workspace.Root, "", StringComparison.Ordinal)
        .Replace("RecoMart.BatchIngestor ", "RecoMart ", StringComparison.Ordinal);
}

using System.Text.Json.Nodes;
using RecoMart.Storage.Contract;
using RecoMart.Storage.Lake;

namespace RecoMart.Tests.BatchIngestor.Incremental;

/// <summary>What is wrong with a lake is told before anything is done, with the file and the way out; nothing is overwritten, and a snapshot puts it right.</summary>
public sealed class IncrementalFailureTests : IAsyncLifetime, IDisposable
{
    private const string Validated = "validated/users/2026-04-02/users_merged.parquet";

    private readonly IncrementalLake _lake = new();

    public async Task InitializeAsync()
    {
        _lake.Users("users_a.csv", "1,20,M,Mobile");
        await _lake.IngestAsync(1);
        _lake.Users("users_b.csv", "2,20,M,Mobile");
        await _lake.IngestAsync(2);
        _lake.Users("users_c.csv", "3,20,M,Mobile");
    }

    public Task DisposeAsync() => Task.CompletedTask;

    public void Dispose() => _lake.Dispose();

    [Theory]
    [InlineData("{ broken", "ledger/users.json can't be read: ")]
    [InlineData("null", "ledger/users.json can't be read: It is null. ")]
    [InlineData("""{"version":2,"source":"users","files":[]}""", "ledger/users.json has the version 2, and this RecoMart knows 1: another version wrote it.")]
    [InlineData("""{"version":1,"source":"users"}""", "ledger/users.json can't be read: ")]
    public async Task A_ledger_that_can_not_be_understood(string text, string message)
    {
        await File.WriteAllTextAsync(_lake.Workspace.Combine("storage", "ledger", "users.json"), text);

        await FailsAsync(message, "ingest as a snapshot to write it anew");
    }

    [Fact]
    public async Task A_ledger_that_says_more_than_the_lake_has()
    {
        Directory.Delete(_lake.Workspace.Combine("storage", "validated", "users", "2026-04-02"), recursive: true);

        await FailsAsync(
            "ledger/users.json has 1 rows of users_b.csv, 0 of them rejected, and the lake has 0 and 0.", "Put back what is missing, or ingest users as a snapshot (--mode snapshot) to begin anew.");
    }

    [Fact]
    public async Task A_ledger_that_says_less_than_the_lake_has()
    {
        var path = _lake.Workspace.Combine("storage", "ledger", "users.json");
        var ledger = JsonNode.Parse(await File.ReadAllTextAsync(path))!;
        ledger["files"]!.AsArray().RemoveAt(1);
        await File.WriteAllTextAsync(path, ledger.ToJsonString());

        await FailsAsync("ledger/users.json has 0 rows of users_b.csv, 0 of them rejected, and the lake has 1 and 0.", "as a snapshot");
    }

    [Fact]
    public async Task A_partition_without_its_metadata()
    {
        File.Delete(_lake.Lake.FullPath(Validated.Replace(".parquet", "_metadata.json", StringComparison.Ordinal)));

        await FailsAsync("validated/users/2026-04-02/users_merged_metadata.json is missing", "ingest users again as a snapshot");
    }

    [Theory]
    [InlineData("raw")]
    [InlineData("validated")]
    [InlineData("quarantine")]
    public async Task A_bit_that_has_changed_in_the_partition_that_is_to_be_added_to(string layer)
    {
        Flip(Validated.Replace("validated", layer, StringComparison.Ordinal));

        await FailsAsync($"{layer}/users/2026-04-02/users_merged.parquet has the MD5 ", "ingest users as a snapshot to make it anew");
    }

    [Fact]
    public async Task A_layer_that_is_gone_from_the_partition_that_is_to_be_added_to()
    {
        Directory.Delete(_lake.Workspace.Combine("storage", "raw", "users", "2026-04-02"), recursive: true);

        await FailsAsync("raw/users/2026-04-02/users_merged_metadata.json is missing", "as a snapshot");
    }

    [Fact]
    public async Task A_day_before_one_that_adds_to_the_days_before_it()
    {
        foreach (var mode in new[] { LakeMode.Incremental, LakeMode.Snapshot })
        {
            var result = await _lake.IngestAsync(1, mode: mode);

            Assert.Contains(
                "2026-04-01 is before 2026-04-02, whose rows of users add to those before them, so nothing can be put there: leave out --date", Assert.Single(result.Errors), StringComparison.Ordinal);
        }
        Assert.Equal(["2|20|M|Mobile"], _lake.Rows(2));
    }

    [Fact]
    public async Task A_snapshot_of_a_day_in_the_past_is_no_news_for_the_ledger()
    {
        await _lake.IngestAsync(5, mode: LakeMode.Snapshot);
        var ledger = _lake.Ledger(SourceContract.Users).Files;
        _lake.Users("users_d.csv", "4,20,M,Mobile");

        Assert.True((await _lake.IngestAsync(4, mode: LakeMode.Snapshot)).Published);

        Assert.Equal(ledger, _lake.Ledger(SourceContract.Users).Files);
        Assert.Equal(1, (await _lake.IngestAsync(5)).Quality!.RowsIn);
    }

    [Fact]
    public async Task A_lake_of_a_version_that_had_no_ledger_is_read_once_more_as_a_snapshot()
    {
        Directory.Delete(_lake.Workspace.Combine("storage", "ledger"), recursive: true);
        foreach (var path in Directory.EnumerateFiles(_lake.Workspace.LakePath, "*_metadata.json", SearchOption.AllDirectories))
        {
            var metadata = JsonNode.Parse(await File.ReadAllTextAsync(path))!.AsObject();
            metadata.Remove("mode");
            metadata.Remove("sources");
            await File.WriteAllTextAsync(path, metadata.ToJsonString());
        }

        var result = await _lake.IngestAsync(3);

        Assert.Equal((true, LakeMode.Snapshot, 3L), (result.Published, result.Mode, result.Quality!.RowsIn));
        Assert.Equal(3, (await _lake.PreparedUsersAsync()).Count);
    }

    [Fact]
    public async Task A_run_of_a_version_without_a_ledger_in_between_is_found_out()
    {
        var ledger = await File.ReadAllBytesAsync(_lake.Workspace.Combine("storage", "ledger", "users.json"));
        await _lake.IngestAsync(2, mode: LakeMode.Snapshot);
        await File.WriteAllBytesAsync(_lake.Workspace.Combine("storage", "ledger", "users.json"), ledger);

        await FailsAsync("ledger/users.json has 0 rows of users_c.csv", "as a snapshot");
    }

    [Fact]
    public async Task Verify_holds_the_ledger_against_the_lake()
    {
        Assert.Equal(0, (await _lake.Workspace.RunAsync("verify")).ExitCode);
        var path = _lake.Workspace.Combine("storage", "ledger", "users.json");
        await File.WriteAllTextAsync(path, (await File.ReadAllTextAsync(path)).Replace("\"rows\": 1", "\"rows\": 7", StringComparison.Ordinal));

        var run = await _lake.Workspace.RunAsync("verify", "--json");

        Assert.Equal(1, run.ExitCode);
        Assert.Equal("ledger/users.json", run.Json["problems"]![0]!["path"]!.GetValue<string>());
        Assert.Equal("has 7 rows of users_a.csv, 0 of them rejected, and the lake has 1 and 0", run.Json["problems"]![0]!["problem"]!.GetValue<string>());
    }

    private async Task FailsAsync(string problem, string wayOut)
    {
        var before = _lake.Workspace.Snapshot();

        var result = await _lake.IngestAsync(2);

        Assert.Equal((false, false), (result.Succeeded, result.Published));
        var error = Assert.Single(result.Errors);
        Assert.Contains(problem, error, StringComparison.Ordinal);
        Assert.Contains(wayOut, error, StringComparison.Ordinal);
        Assert.Equal(before, _lake.Workspace.Snapshot());

        var snapshot = await _lake.IngestAsync(2, mode: LakeMode.Snapshot);
        Assert.True(snapshot.Succeeded, string.Join("; ", snapshot.Errors));
        Assert.Equal(3, _lake.Rows(2).Count);
        Assert.False((await _lake.IngestAsync(2)).Published);
        Assert.Empty(await _lake.VerifyAsync());
    }

    private void Flip(string path)
    {
        var bytes = File.ReadAllBytes(_lake.Lake.FullPath(path));
        bytes[bytes.Length / 2] ^= 1;
        File.WriteAllBytes(_lake.Lake.FullPath(path), bytes);
    }
}

using RecoMart.Storage.Lake;

namespace RecoMart.Tests.BatchIngestor.Retention;

/// <summary>Which partitions go, and which stay though they are old.</summary>
public sealed class PruneTests : IDisposable
{
    private readonly DatedLake _lake = new();

    public void Dispose() => _lake.Dispose();

    [Fact]
    public async Task Without_apply_it_shows_what_would_go_and_deletes_nothing()
    {
        await _lake.IngestAsync("04-01", "04-02", "04-11");
        var before = _lake.Workspace.Snapshot();

        var result = await _lake.PruneAsync(5, apply: false, LakeLayer.Raw, LakeLayer.Quarantine);

        Assert.Equal(before, _lake.Workspace.Snapshot());
        Assert.False(result.Applied);
        Assert.Equal(12, result.Pruned.Count);
        Assert.Equal(["04-01 2026-04-11 is newer and good", "04-02 2026-04-11 is newer and good"], DatedLake.Pruned(result, "raw/users"));
        Assert.Equal(SizeOf("raw/users/2026-04-01"), result.Pruned.First(partition => partition.Path == "raw/users/2026-04-01").Bytes);
        Assert.Empty(result.Problems);
    }

    [Fact]
    public async Task What_is_older_than_the_days_goes_from_the_layers_asked_for_and_the_rest_is_sound()
    {
        await _lake.IngestAsync("04-01", "04-06", "04-07", "04-12", "04-20");

        var result = await _lake.PruneAsync(5, apply: true, LakeLayer.Raw);

        Assert.True(result.Applied);
        Assert.Equal(6, result.Pruned.Count);
        foreach (var source in (string[])["users", "products", "transactions"])
            Assert.Equal(["04-07", "04-12", "04-20"], _lake.Dates($"raw/{source}"));
        Assert.Equal(5, _lake.Dates("validated/users").Count());
        Assert.Empty((await _lake.Workspace.Lake.VerifyAsync(deep: true, null, CancellationToken.None)).Problems);
        Assert.Empty(_lake.Workspace.Pending());
    }

    [Fact]
    public async Task The_last_good_one_stays_however_old_it_is()
    {
        await _lake.IngestAsync("01-01", "01-02");

        var result = await _lake.PruneAsync(0, apply: true, LakeLayer.Validated);

        Assert.Equal(["01-02"], _lake.Dates("validated/users"));
        Assert.Equal(["01-02 the last good one"], DatedLake.Kept(result, "validated/users"));
    }

    [Fact]
    public async Task What_is_damaged_and_newer_than_the_last_good_one_is_reported_and_stays()
    {
        await _lake.IngestAsync("01-01", "01-02", "01-03", "04-12");
        _lake.FlipBit("raw/users/2026-01-03/users_merged.parquet");
        File.Delete(_lake.PathOf("raw/users/2026-04-12/users_merged_metadata.json"));

        var result = await _lake.PruneAsync(30, apply: true, LakeLayer.Raw);

        Assert.Equal(["01-02", "01-03", "04-12"], _lake.Dates("raw/users"));
        Assert.Collection(
            DatedLake.Kept(result, "raw/users"),
            kept => Assert.Equal("01-02 the last good one", kept),
            kept => Assert.Matches("^01-03 damaged \\(raw/users/2026-01-03/users_merged.parquet has the MD5 .*\\); 2026-04-12 builds on it$", kept));
        Assert.Collection(
            DatedLake.Problems(result),
            problem => Assert.Equal("raw/users/2026-04-12/users_merged.parquet has no metadata, so nothing vouches for it", problem),
            problem => Assert.StartsWith("raw/users/2026-01-03/users_merged.parquet has the MD5 ", problem, StringComparison.Ordinal));
        Assert.Equal(["04-12"], _lake.Dates("raw/products"));
    }

    [Fact]
    public async Task What_is_damaged_and_old_goes_where_a_newer_one_is_good_and_the_report_says_so()
    {
        await _lake.IngestAsync("01-01", "01-02", "01-03", "04-12");
        File.WriteAllText(_lake.PathOf("raw/users/2026-01-01/users_merged_metadata.json"), "{");
        File.Delete(_lake.PathOf("raw/users/2026-01-02/users_merged.parquet"));

        var result = await _lake.PruneAsync(30, apply: true, LakeLayer.Raw);

        Assert.Equal(["04-12"], _lake.Dates("raw/users"));
        Assert.Collection(
            DatedLake.Pruned(result, "raw/users"),
            pruned => Assert.StartsWith("01-01 damaged (raw/users/2026-01-01/users_merged.parquet has metadata that can't be read: ", pruned, StringComparison.Ordinal),
            pruned => Assert.Equal("01-02 damaged (raw/users/2026-01-02/users_merged.parquet is missing, though its metadata is there); 2026-04-12 is newer and good", pruned),
            pruned => Assert.Equal("01-03 2026-04-12 is newer and good", pruned));
        Assert.Empty(result.Problems);
    }

    [Fact]
    public async Task Where_nothing_is_good_nothing_is_deleted()
    {
        await _lake.IngestAsync("01-01", "01-02");
        foreach (var date in (string[])["2026-01-01", "2026-01-02"])
            _lake.FlipBit($"raw/users/{date}/users_merged.parquet");

        var result = await _lake.PruneAsync(30, apply: true, LakeLayer.Raw);

        Assert.Equal(["01-01", "01-02"], _lake.Dates("raw/users"));
        Assert.Equal(["01-02"], _lake.Dates("raw/products"));
        Assert.Equal(3, result.Problems.Count);
        Assert.Contains("raw/users has no version that is good, so none is deleted", DatedLake.Problems(result));
    }

    [Fact]
    public async Task What_the_newest_partition_builds_on_stays_down_to_its_snapshot()
    {
        await _lake.IngestAsync("01-01", "01-02", "01-03", "01-04", "04-12");
        _lake.MakeIncremental("01-03", "01-04", "04-12");

        var result = await _lake.PruneAsync(30, apply: true, LakeLayer.Raw, LakeLayer.Validated, LakeLayer.Quarantine);

        foreach (var layer in (string[])["raw", "validated", "quarantine"])
        {
            Assert.Equal(["01-02", "01-03", "01-04", "04-12"], _lake.Dates($"{layer}/users"));
            Assert.Equal(
                ["01-02 2026-01-03 builds on it", "01-03 2026-01-04 builds on it", "01-04 2026-04-12 builds on it"], DatedLake.Kept(result, $"{layer}/users"));
        }
    }

    [Fact]
    public async Task After_it_the_ledger_agrees_with_the_lake_and_incremental_runs_go_on()
    {
        await _lake.PrepareAsync("01-01", "01-02", "01-03");
        await _lake.AddAsync("01-04", "01-05", "04-12");

        await _lake.PruneAsync(30, apply: true, Enum.GetValues<LakeLayer>());

        foreach (var layer in (string[])["raw", "validated", "quarantine"])
        {
            Assert.Equal(["01-03", "01-04", "01-05", "04-12"], _lake.Dates($"{layer}/users"));
            Assert.Equal(["04-12"], _lake.Dates($"{layer}/products"));
        }
        Assert.Equal(["04-12"], _lake.Dates("prepared/users"));
        Assert.Equal(0, (await _lake.Workspace.RunAsync("verify")).ExitCode);
        await _lake.AddAsync("04-13");
        Assert.Equal(0, (await _lake.Workspace.RunAsync("verify")).ExitCode);
    }

    [Fact]
    public async Task What_any_partition_that_stays_builds_on_stays()
    {
        await _lake.IngestAsync("03-01", "03-02", "04-01", "04-02", "04-12");
        _lake.MakeIncremental("03-02", "04-01");

        await _lake.PruneAsync(11, apply: true, LakeLayer.Raw);
        Assert.Equal(["03-01", "03-02", "04-01", "04-02", "04-12"], _lake.Dates("raw/users"));

        await _lake.PruneAsync(10, apply: true, LakeLayer.Raw);
        Assert.Equal(["04-02", "04-12"], _lake.Dates("raw/users"));
    }

    [Fact]
    public async Task A_damaged_member_of_the_newest_chain_keeps_the_chain_and_the_last_good_version_before_it()
    {
        await _lake.IngestAsync("01-01", "01-02", "01-03", "01-04", "01-05", "01-06");
        _lake.MakeIncremental("01-03", "01-05", "01-06");
        _lake.FlipBit("raw/users/2026-01-04/users_merged.parquet");

        var result = await _lake.PruneAsync(30, apply: true, LakeLayer.Raw);

        Assert.Equal(["01-02", "01-03", "01-04", "01-05", "01-06"], _lake.Dates("raw/users"));
        Assert.Equal("01-03 the last good one", DatedLake.Kept(result, "raw/users").ElementAt(1));
        Assert.StartsWith("raw/users/2026-01-04/users_merged.parquet has the MD5 ", Assert.Single(DatedLake.Problems(result)), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Nobody_can_say_that_a_partition_without_readable_metadata_builds_on_nothing()
    {
        await _lake.IngestAsync("01-01", "01-02", "04-11", "04-12");
        File.Delete(_lake.PathOf("raw/users/2026-04-11/users_merged_metadata.json"));

        await _lake.PruneAsync(30, apply: true, LakeLayer.Raw);

        Assert.Equal(["01-02", "04-11", "04-12"], _lake.Dates("raw/users"));
    }

    [Fact]
    public async Task Tables_of_a_made_layer_go_and_stay_together()
    {
        await _lake.PrepareAsync("01-01", "01-02", "01-03", "04-11", "04-12");
        Directory.Delete(_lake.PathOf("prepared/users/2026-04-12"), recursive: true);
        Directory.Delete(_lake.PathOf("prepared/users/2026-04-11"), recursive: true);
        Directory.Delete(_lake.PathOf("prepared/products/2026-01-01"), recursive: true);

        var result = await _lake.PruneAsync(30, apply: true, LakeLayer.Prepared);

        Assert.Equal(["01-03"], _lake.Dates("prepared/users"));
        Assert.Equal(["01-03", "04-11", "04-12"], _lake.Dates("prepared/products"));
        Assert.Equal(["01-03", "04-11", "04-12"], _lake.Dates("prepared/transactions"));
        Assert.Equal(
            [
                "prepared/users/2026-04-12/users_merged.parquet is missing, and the tables of a date belong together",
                "prepared/users/2026-04-11/users_merged.parquet is missing, and the tables of a date belong together",
            ],
            DatedLake.Problems(result));
    }

    [Fact]
    public async Task A_partition_with_files_of_others_stays_and_is_named_and_so_does_what_it_builds_on()
    {
        await _lake.IngestAsync("01-01", "01-02", "01-03", "04-12");
        _lake.MakeIncremental("01-03");
        File.WriteAllText(_lake.PathOf("raw/users/2026-01-03/notes.txt"), "mine");

        var result = await _lake.PruneAsync(30, apply: true, LakeLayer.Raw);

        Assert.Equal(["01-02", "01-03", "04-12"], _lake.Dates("raw/users"));
        Assert.Equal(
            ["01-02 2026-01-03 builds on it", "01-03 raw/users/2026-01-03 holds what RecoMart did not put there: notes.txt"], DatedLake.Kept(result, "raw/users"));
        Assert.Equal(["raw/users/2026-01-03 holds what RecoMart did not put there: notes.txt; move that away and prune again"], DatedLake.Problems(result));
        Assert.Equal(3, Directory.EnumerateFiles(_lake.PathOf("raw/users/2026-01-03")).Count());
    }

    [SkippableFact]
    public async Task A_partition_that_is_a_link_or_has_one_stays()
    {
        Skip.If(OperatingSystem.IsWindows(), "links need a privilege there");
        await _lake.IngestAsync("01-01", "01-02", "04-12");
        var elsewhere = Directory.CreateDirectory(_lake.Workspace.Combine("elsewhere")).FullName;
        Directory.Move(_lake.PathOf("raw/users/2026-01-01"), Path.Combine(elsewhere, "moved"));
        Directory.CreateSymbolicLink(_lake.PathOf("raw/users/2026-01-01"), Path.Combine(elsewhere, "moved"));
        File.Move(_lake.PathOf("raw/users/2026-01-02/users_merged.parquet"), Path.Combine(elsewhere, "users.parquet"));
        File.CreateSymbolicLink(_lake.PathOf("raw/users/2026-01-02/users_merged.parquet"), Path.Combine(elsewhere, "users.parquet"));

        var result = await _lake.PruneAsync(30, apply: true, LakeLayer.Raw);

        Assert.Equal(["01-01", "01-02", "04-12"], _lake.Dates("raw/users"));
        Assert.Equal(
            [
                "raw/users/2026-01-02 holds what RecoMart did not put there: users_merged.parquet; move that away and prune again",
                $"raw/users/2026-01-01 is a link to {Path.Combine(elsewhere, "moved")}; move that away and prune again",
            ],
            DatedLake.Problems(result));
        Assert.Equal(3, Directory.EnumerateFiles(elsewhere, "*", SearchOption.AllDirectories).Count());
    }

    [Fact]
    public async Task Tables_of_others_stay_and_empty_folders_go()
    {
        await _lake.IngestAsync("01-01", "04-12");
        Directory.CreateDirectory(_lake.PathOf("raw/orders/2026-01-01"));
        Directory.CreateDirectory(_lake.PathOf("raw/users/2026-01-02"));
        Directory.CreateDirectory(_lake.PathOf("raw/users/2026-04-11"));
        Directory.CreateDirectory(_lake.PathOf("raw/users/yesterday"));

        var result = await _lake.PruneAsync(30, apply: true, LakeLayer.Raw);

        Assert.Equal(["01-01 no table of RecoMart's"], DatedLake.Kept(result, "raw/orders"));
        Assert.Equal(["01-01"], _lake.Dates("raw/orders"));
        Assert.Equal(["04-11", "04-12", "rday"], _lake.Dates("raw/users"));
        Assert.Equal(["01-01 2026-04-12 is newer and good", "01-02 nothing is in it"], DatedLake.Pruned(result, "raw/users"));
        Assert.Empty(result.Problems);
    }

    [Fact]
    public async Task Where_one_can_not_be_deleted_the_older_ones_of_its_table_stay()
    {
        await _lake.IngestAsync("01-01", "01-02", "04-12");
        Directory.Delete(Path.Combine(_lake.Workspace.LakePath, ".pending"), recursive: true);
        File.WriteAllText(Path.Combine(_lake.Workspace.LakePath, ".pending"), "in the way");

        var result = await _lake.PruneAsync(30, apply: true, LakeLayer.Raw);

        Assert.Equal(["01-01", "01-02", "04-12"], _lake.Dates("raw/users"));
        Assert.Empty(result.Pruned);
        Assert.Equal(["01-01 2026-01-02 could not be deleted", "01-02 2026-01-02 could not be deleted"], DatedLake.Kept(result, "raw/users"));
        Assert.Equal(3, result.Problems.Count);
        Assert.StartsWith("raw/users/2026-01-02 can't be deleted: ", DatedLake.Problems(result).First(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Where_nothing_is_old_nothing_is_read()
    {
        await _lake.IngestAsync("04-12");
        _lake.FlipBit("raw/users/2026-04-12/users_merged.parquet");

        var result = await _lake.PruneAsync(30, apply: true, LakeLayer.Raw);

        Assert.Empty(result.Problems);
        Assert.Empty(result.Kept);
    }

    private long SizeOf(string folder) => Directory.EnumerateFiles(_lake.PathOf(folder)).Sum(path => new FileInfo(path).Length);
}

using RecoMart.Storage.Contract;
using RecoMart.Storage.Lake;
using RecoMart.Tests.BatchIngestor.Transformations;

namespace RecoMart.Tests.BatchIngestor.Incremental;

public sealed class IncrementalTests : IDisposable
{
    private readonly IncrementalLake _lake = new();

    public void Dispose() => _lake.Dispose();

    [Fact]
    public async Task The_first_run_is_a_snapshot_and_its_ledger_says_what_was_read()
    {
        _lake.Users("users_a.csv", "1,20,M,Mobile", "x,20,M,Mobile").File("users_none.csv", IngestorWorkspace.UserHeader).File("users_other.csv", "user_id,score\n1,2\n");

        var result = await _lake.IngestAsync(1);

        Assert.Equal((true, true, LakeMode.Snapshot), (result.Succeeded, result.Published, result.Mode));
        Assert.Equal(LakeMode.Snapshot, _lake.Metadata(1).Mode);
        var files = _lake.Ledger(SourceContract.Users).Files;
        Assert.Equal(
            [("users_a.csv", SourceFileOutcome.Read, 2L, 1L), ("users_none.csv", SourceFileOutcome.Empty, 0L, 0L), ("users_other.csv", SourceFileOutcome.Skipped, 0L, 0L)],
            files.Select(file => (file.File, file.Outcome, file.Rows, file.Rejected)));
        Assert.Equal((54L, 3L, new DateOnly(2026, 4, 1)), (files[0].Bytes, files[0].Lines, files[0].Date));
        Assert.Equal(Md5Of("users_a.csv"), files[0].ChecksumMd5);
        Assert.Equal(File.GetLastWriteTimeUtc(_lake.PathOf("users_a.csv")), files[0].Modified);
        Assert.All(files, file => Assert.Matches("^[0-9]{8}T[0-9]{6}Z-[0-9a-f]{4}$", file.Run));
    }

    [Fact]
    public async Task A_day_has_the_rows_first_seen_on_it()
    {
        _lake.Users("users_a.csv", "1,20,M,Mobile");
        await _lake.IngestAsync(1);
        _lake.Users("users_b.csv", "2,30,F,Tablet", "3,30,F,Tablet");

        var result = await _lake.IngestAsync(2);

        Assert.Equal((true, 2L, LakeMode.Incremental), (result.Published, result.Quality!.RowsIn, result.Mode));
        Assert.Equal(["2|30|F|Tablet", "3|30|F|Tablet"], _lake.Rows(2));
        Assert.Equal(["1|20|M|Mobile"], _lake.Rows(1));
        Assert.All([LakeLayer.Raw, LakeLayer.Validated, LakeLayer.Quarantine], layer => Assert.Equal(LakeMode.Incremental, _lake.Metadata(2, layer: layer).Mode));
        Assert.Equal(["users_b.csv"], _lake.Metadata(2).Sources!.Select(file => file.File));
        Assert.Equal([("users_a.csv", SourceFileOutcome.Unchanged), ("users_b.csv", SourceFileOutcome.Read)], result.Files.Select(file => (file.File, file.Outcome)));
    }

    [Fact]
    public async Task A_second_run_on_a_day_adds_to_what_the_first_has_put_there()
    {
        _lake.Users("users_a.csv", "1,20,M,Mobile");
        await _lake.IngestAsync(1);
        _lake.Users("users_b.csv", "2,30,F,Tablet", "x,1,M,Mobile", "3,-3,F,Tablet");
        await _lake.IngestAsync(2);
        var first = _lake.Metadata(2);
        _lake.Users("users_c.csv", "4,,F,Desktop", "y,1,M,Mobile").Users("users_d.csv", "5,55,,Mobile");

        var result = await _lake.IngestAsync(2);

        Assert.Equal(["2|30|F|Tablet", "3||F|Tablet", "4||F|Desktop", "5|55||Mobile"], _lake.Rows(2));
        Assert.Equal(["users_b.csv|3|x,1,M,Mobile", "users_c.csv|3|y,1,M,Mobile"], _lake.Rows(2, columns: "source_file, line_number, raw_text", layer: LakeLayer.Quarantine));
        var both = _lake.Metadata(2);
        Assert.Equal((4L, 2L, 1L), (both.RecordCount, both.NullCounts["age"], both.NullCounts["gender"]));
        Assert.Equal((6L, 4L, 4L, 2L), (both.Quality!.RowsIn, both.Quality.Raw, both.Quality.Validated, both.Quality.Quarantined));
        Assert.Equal(2, both.Quality.QuarantinedByReason["user_id: not an integer"]);
        Assert.True(both.MemoryUsageBytes > first.MemoryUsageBytes);
        Assert.Equal(["users_b.csv", "users_c.csv", "users_d.csv"], both.Sources!.Select(file => file.File));
        Assert.Equal((3L, 1L), (result.Quality!.RowsIn, result.Quality.Quarantined));
        Assert.Empty(await _lake.VerifyAsync());
    }

    [Fact]
    public async Task Rows_of_a_day_that_began_as_a_snapshot_are_added_to_it_and_it_stays_one()
    {
        _lake.Users("users_a.csv", "1,20,M,Mobile");
        await _lake.IngestAsync(1, mode: LakeMode.Snapshot);
        _lake.Users("users_b.csv", "2,30,F,Tablet");

        await _lake.IngestAsync(1);

        Assert.Equal(["1|20|M|Mobile", "2|30|F|Tablet"], _lake.Rows(1));
        Assert.Equal(LakeMode.Snapshot, _lake.Metadata(1).Mode);
    }

    [Fact]
    public async Task With_nothing_new_nothing_is_written()
    {
        _lake.Users("users_a.csv", "1,20,M,Mobile").Users("users_none.csv").File("users_other.csv", "user_id,score\n1,2\n");
        await _lake.IngestAsync(1);
        var before = _lake.Workspace.Snapshot();

        var result = await _lake.IngestAsync(2);

        Assert.Equal((true, false), (result.Succeeded, result.Published));
        Assert.Equal(before, _lake.Workspace.Snapshot());
        Assert.Equal([SourceFileOutcome.Unchanged, SourceFileOutcome.Empty, SourceFileOutcome.Skipped], result.Files.Select(file => file.Outcome));
    }

    [Fact]
    public async Task Of_a_file_that_has_grown_the_new_lines_are_read_and_keep_their_numbers()
    {
        _lake.Users("users_a.csv", "1,20,M,Mobile", "2,20,M,Mobile");
        await _lake.IngestAsync(1);
        _lake.Append("users_a.csv", "3,30,F,Tablet\nx,30,F,Tablet\n");

        var result = await _lake.IngestAsync(2);

        Assert.Equal(["3|30|F|Tablet"], _lake.Rows(2));
        Assert.Equal(["users_a.csv|5"], _lake.Rows(2, columns: "source_file, line_number", layer: LakeLayer.Quarantine));
        Assert.Equal(("users_a.csv", 2L, 1L, 54L, 28L), result.Files.Select(file => (file.File, file.Rows, file.Rejected, file.FromByte!.Value, file.Bytes)).Single());
        var known = Assert.Single(_lake.Ledger(SourceContract.Users).Files);
        Assert.Equal((4L, 1L, 82L, 5L, Md5Of("users_a.csv")), (known.Rows, known.Rejected, known.Bytes, known.Lines, known.ChecksumMd5));
    }

    [Theory]
    [InlineData("user_id,age,gender,device\r\n1,20,M,Mobile\r\n", "2,30,F,Tablet\r\n")]
    [InlineData("\uFEFFuser_id;age;gender;device\n1;20;M;Mobile\n", "2;30;F;Tablet\n")]
    [InlineData("user_id,age,gender,device\n1,20,\"M\",Mobile\n", "2,30,\"F\",Tablet\n")]
    public async Task However_plain_lines_are_written_only_the_new_ones_are_read(string before, string more)
    {
        _lake.File("users_a.csv", before);
        await _lake.IngestAsync(1);
        _lake.Append("users_a.csv", more);

        var result = await _lake.IngestAsync(2);

        Assert.Equal(["2|30|F|Tablet"], _lake.Rows(2));
        Assert.NotNull(Assert.Single(result.Files).FromByte);
    }

    [Theory]
    [InlineData("user_id,age,gender,device\n1,20,M,Mobile\n2,2", "0,F,Tablet\n")] // a copy that was not complete
    [InlineData("sep=;\nuser_id;age;gender;device\n1;20;M;\"Mob\nile\"\n", "2;20;F;Tablet\n")] // a cell of several lines
    [InlineData("user_id,age,gender,device\n1,20,M,Mobile\n", "2,20, \"F\", \"Tablet\"\n")] // spaces before quotes: read in another way from its start
    public async Task A_file_that_can_not_be_gone_on_with_is_read_anew(string before, string more)
    {
        _lake.File("users_a.csv", before).Users("users_b.csv", "9,90,M,Desktop");
        await _lake.IngestAsync(1);
        _lake.Append("users_a.csv", more);

        var result = await _lake.IngestAsync(2);

        var file = Assert.Single(result.Files, file => file.File == "users_a.csv");
        Assert.Equal((true, null), (file.Replaces, file.FromByte));
        Assert.Contains("2|20|F|Tablet", _lake.Rows(2));
        Assert.Equal(["1|20|M|" + (before.Contains("ile\"", StringComparison.Ordinal) ? "" : "Mobile"), "2|20|F|Tablet", "9|90|M|Desktop"], await _lake.PreparedUsersAsync());
    }

    [Fact]
    public async Task Another_version_of_a_file_is_read_and_the_rows_of_the_earlier_one_count_no_more()
    {
        _lake.Users("users_a.csv", "1,20,M,Mobile", "2,20,M,Mobile").Users("users_b.csv", "3,30,M,Mobile");
        await _lake.IngestAsync(1);
        _lake.Users("users_a.csv", "1,21,M,Mobile");

        var result = await _lake.IngestAsync(2);

        Assert.Equal(true, result.Files[0].Replaces);
        Assert.Contains(result.Quality!.Warnings, warning => warning.StartsWith("users_a.csv is another version of what was read on ", StringComparison.Ordinal)
            && warning.EndsWith("it is read anew, and the 2 rows read then count no more", StringComparison.Ordinal));
        Assert.Equal(["1|21|M|Mobile"], _lake.Rows(2));
        Assert.Equal(["1|21|M|Mobile", "3|30|M|Mobile"], await _lake.PreparedUsersAsync());
        Assert.Equal([("users_a.csv", 1L), ("users_b.csv", 1L)], _lake.Ledger(SourceContract.Users).Files.Select(file => (file.File, file.Rows)));
    }

    [Fact]
    public async Task A_file_changed_twice_on_a_day_counts_as_it_is_last()
    {
        _lake.Users("users_a.csv", "1,20,M,Mobile").Users("users_b.csv", "3,30,M,Mobile");
        await _lake.IngestAsync(1);
        foreach (var age in new[] { 21, 22, 23 })
        {
            _lake.Users("users_a.csv", $"1,{age},M,Mobile");
            await _lake.IngestAsync(1);
        }

        Assert.Equal(["1|23|M|Mobile", "3|30|M|Mobile"], await _lake.PreparedUsersAsync());
        Assert.Equal(5, _lake.Metadata(1).RecordCount);
    }

    [Fact]
    public async Task A_file_that_has_become_empty_has_no_rows_any_more()
    {
        _lake.Users("users_a.csv", "1,20,M,Mobile").Users("users_b.csv", "3,30,M,Mobile");
        await _lake.IngestAsync(1);
        _lake.Users("users_a.csv");

        var result = await _lake.IngestAsync(2);

        Assert.Equal((true, SourceFileOutcome.Empty, true), (result.Published, result.Files[0].Outcome, result.Files[0].Replaces));
        Assert.Equal(["3|30|M|Mobile"], await _lake.PreparedUsersAsync());
    }

    [Fact]
    public async Task When_nothing_that_was_read_counts_any_more_the_day_is_a_snapshot()
    {
        _lake.Users("users.csv", "1,20,M,Mobile");
        await _lake.IngestAsync(1);
        _lake.Users("users.csv", "2,20,M,Mobile");

        var result = await _lake.IngestAsync(2);

        Assert.Equal(LakeMode.Snapshot, result.Mode);
        Assert.Equal(["2|20|M|Mobile"], await _lake.PreparedUsersAsync());
    }

    [Fact]
    public async Task A_renamed_file_is_known_by_its_content_and_its_rows_get_the_place_of_the_new_name()
    {
        _lake.Users("users_a.csv", "1,20,M,Mobile").Users("users_b.csv", "1,30,M,Mobile");
        await _lake.IngestAsync(1);
        File.Move(_lake.PathOf("users_a.csv"), _lake.PathOf("users_z.csv"));
        // As if it had been copied: with another time.
        File.SetLastWriteTimeUtc(_lake.PathOf("users_z.csv"), new DateTime(2026, 2, 2, 0, 0, 0, DateTimeKind.Utc));

        var result = await _lake.IngestAsync(2);

        Assert.Equal((true, 0L), (result.Published, result.Quality!.RowsIn));
        Assert.Equal(("users_z.csv", SourceFileOutcome.Renamed, "users_a.csv"), Assert.Single(
            _lake.Metadata(2).Sources!.Select(file => (file.File, file.Outcome, file.RenamedFrom))));
        Assert.Equal(["users_z.csv", "users_b.csv"], _lake.Ledger(SourceContract.Users).Files.Select(file => file.File));
        Assert.Equal(["1|20|M|Mobile"], await _lake.PreparedUsersAsync());
        Assert.False((await _lake.IngestAsync(2)).Published);
    }

    [Fact]
    public async Task A_copy_beside_the_original_is_a_new_file()
    {
        _lake.Users("users_a.csv", "1,20,M,Mobile");
        await _lake.IngestAsync(1);
        File.Copy(_lake.PathOf("users_a.csv"), _lake.PathOf("users_b.csv"));

        Assert.Equal(1, (await _lake.IngestAsync(2)).Quality!.RowsIn);
    }

    [Fact]
    public async Task A_file_that_was_only_touched_is_not_read_again()
    {
        _lake.Users("users_a.csv", "1,20,M,Mobile");
        await _lake.IngestAsync(1);
        File.SetLastWriteTimeUtc(_lake.PathOf("users_a.csv"), new DateTime(2026, 2, 2, 0, 0, 0, DateTimeKind.Utc));

        Assert.False((await _lake.IngestAsync(2)).Published);
        Assert.Equal(new DateTime(2026, 2, 2, 0, 0, 0, DateTimeKind.Utc), Assert.Single(_lake.Ledger(SourceContract.Users).Files).Modified);
    }

    [Fact]
    public async Task Of_a_file_written_just_now_the_content_counts_and_not_the_time()
    {
        _lake.Users("users_a.csv", "1,20,M,Mobile").Users("users_b.csv", "2,20,M,Mobile");
        var time = DateTime.UtcNow;
        File.SetLastWriteTimeUtc(_lake.PathOf("users_a.csv"), time);
        await _lake.IngestAsync(1);
        _lake.Users("users_a.csv", "1,21,M,Mobile");
        File.SetLastWriteTimeUtc(_lake.PathOf("users_a.csv"), time);

        Assert.Equal(true, (await _lake.IngestAsync(2)).Files[0].Replaces);
    }

    [Fact]
    public async Task A_link_is_the_file_that_it_leads_to()
    {
        _lake.Users("a.csv", "1,20,M,Mobile").Users("users_b.csv", "2,30,F,Tablet");
        File.CreateSymbolicLink(_lake.PathOf("users_a.csv"), "a.csv");
        await _lake.IngestAsync(1, mode: LakeMode.Snapshot);
        Assert.False((await _lake.IngestAsync(2)).Published);
        _lake.Users("a.csv", "1,21,M,Mobile");

        Assert.Equal(true, (await _lake.IngestAsync(2)).Files[0].Replaces);
        Assert.Equal(["1|21|M|Mobile"], _lake.Rows(2));
    }

    [Fact]
    public async Task Large_files_of_a_snapshot_are_known_by_name_size_and_time()
    {
        var rows = Enumerable.Range(1, 20_000).Select(row => $"{row},20,M,Mobile").ToArray();
        _lake.Users("users_a.csv", rows).Users("users_b.csv", "1,30,F,Tablet");
        await _lake.IngestAsync(1, mode: LakeMode.Snapshot);
        Assert.Null(_lake.Ledger(SourceContract.Users).Files[0].ChecksumMd5);
        Assert.False((await _lake.IngestAsync(2)).Published);

        File.Move(_lake.PathOf("users_a.csv"), _lake.PathOf("users_c.csv"));
        Assert.Equal(SourceFileOutcome.Renamed, (await _lake.IngestAsync(2)).Files[1].Outcome);

        File.SetLastWriteTimeUtc(_lake.PathOf("users_c.csv"), new DateTime(2026, 2, 2, 0, 0, 0, DateTimeKind.Utc));
        var result = await _lake.IngestAsync(2);

        Assert.Equal(true, result.Files[1].Replaces);
        Assert.Equal(Md5Of("users_c.csv"), _lake.Ledger(SourceContract.Users).Files.Single(file => file.File == "users_c.csv").ChecksumMd5);
        Assert.Equal(20_000, (await _lake.PreparedUsersAsync()).Count);
    }

    [Fact]
    public async Task Rows_of_files_that_are_gone_stay_until_a_snapshot_which_says_so()
    {
        _lake.Users("users_a.csv", "1,20,M,Mobile").Users("users_b.csv", "2,20,M,Mobile");
        await _lake.IngestAsync(1);
        File.Delete(_lake.PathOf("users_a.csv"));

        var result = await _lake.IngestAsync(2);
        Assert.Equal((false, SourceFileOutcome.Gone), (result.Published, result.Files.Single(file => file.File == "users_a.csv").Outcome));
        Assert.Equal(["1|20|M|Mobile", "2|20|M|Mobile"], await _lake.PreparedUsersAsync());

        var snapshot = await _lake.IngestAsync(3, mode: LakeMode.Snapshot);
        Assert.Contains("1 rows of files that are gone are not in this snapshot: users_a.csv", snapshot.Quality!.Warnings);
        Assert.Equal(["2|20|M|Mobile"], await _lake.PreparedUsersAsync());
    }

    [Fact]
    public async Task When_all_files_are_gone_the_lake_stays_as_it_is()
    {
        _lake.Users("users_a.csv", "1,20,M,Mobile");
        await _lake.IngestAsync(1);
        File.Delete(_lake.PathOf("users_a.csv"));

        var result = await _lake.IngestAsync(2);

        Assert.Equal((true, false), (result.Succeeded, result.Published));
    }

    [Fact]
    public async Task A_refused_file_is_tried_again_and_what_was_read_of_it_before_stays()
    {
        _lake.Users("users_a.csv", "1,20,M,Mobile").Users("users_b.csv", "2,20,M,Mobile");
        await _lake.IngestAsync(1);
        _lake.Users("users_a.csv", "1,\"21,M,Mobile").Users("users_c.csv", "3,30,M,Mobile");

        var refused = await _lake.IngestAsync(2);

        Assert.Equal((false, true, 1L), (refused.Succeeded, refused.Published, refused.Quality!.RowsIn));
        Assert.Equal(["1|20|M|Mobile", "2|20|M|Mobile", "3|30|M|Mobile"], await _lake.PreparedUsersAsync());
        Assert.False((await _lake.IngestAsync(2)).Succeeded);

        _lake.Users("users_a.csv", "1,21,M,Mobile");
        Assert.True((await _lake.IngestAsync(2)).Succeeded);
        Assert.Equal(["1|21|M|Mobile", "2|20|M|Mobile", "3|30|M|Mobile"], await _lake.PreparedUsersAsync());
    }

    [Fact]
    public async Task A_file_that_is_no_users_file_any_more_keeps_its_rows_until_it_is_one_again()
    {
        _lake.Users("users_a.csv", "1,20,M,Mobile").Users("users_b.csv", "2,20,M,Mobile");
        await _lake.IngestAsync(1);
        _lake.File("users_a.csv", "user_id,age\n1,21\n");

        var result = await _lake.IngestAsync(2);

        Assert.Equal((false, SourceFileOutcome.Skipped), (result.Published, result.Files[0].Outcome));
        Assert.Equal(["1|20|M|Mobile", "2|20|M|Mobile"], await _lake.PreparedUsersAsync());
    }

    [Fact]
    public async Task Products_are_one_file_so_another_version_is_all_there_is()
    {
        _lake.File("products.json", """{"item_id":1} {"item_id":2}""");
        await _lake.IngestAsync(1, "products");
        Assert.False((await _lake.IngestAsync(2, "products")).Published);
        _lake.File("products.json", """{"item_id":2}""");

        var result = await _lake.IngestAsync(2, "products");

        Assert.Equal((LakeMode.Snapshot, 1L), (result.Mode, result.Quality!.RowsIn));
    }

    [Fact]
    public async Task A_snapshot_in_between_is_where_the_next_run_goes_on()
    {
        _lake.Users("users_a.csv", "1,20,M,Mobile");
        await _lake.IngestAsync(1);
        _lake.Users("users_b.csv", "2,20,M,Mobile");
        await _lake.IngestAsync(2);
        await _lake.IngestAsync(3, mode: LakeMode.Snapshot);
        _lake.Users("users_c.csv", "3,20,M,Mobile");

        var result = await _lake.IngestAsync(4);

        Assert.Equal((1L, LakeMode.Incremental), (result.Quality!.RowsIn, result.Mode));
        Assert.Equal(2, _lake.Rows(3).Count);
        Assert.Equal(3, (await _lake.PreparedUsersAsync()).Count);
    }

    [Fact]
    public async Task An_export_of_validated_rows_leaves_out_those_that_count_no_more()
    {
        _lake.Users("users_a.csv", "1,20,M,Mobile", "2,20,M,Mobile").Users("users_b.csv", "3,30,M,Mobile");
        await _lake.IngestAsync(1);
        _lake.Users("users_a.csv", "1,21,M,Mobile");
        await _lake.IngestAsync(1);
        var output = _lake.Workspace.Combine("users.csv");

        using (var host = new LayerHost(_lake.Workspace))
            await host.ExportAsync("validated.users", output);

        Assert.Equal(["user_id,age,gender,device", "3,30,M,Mobile", "1,21,M,Mobile"], await File.ReadAllLinesAsync(output));
    }

    [Fact]
    public async Task What_is_pruned_is_not_missed()
    {
        _lake.Users("users_a.csv", "1,20,M,Mobile");
        await _lake.IngestAsync(1);
        _lake.Users("users_b.csv", "2,20,M,Mobile");
        await _lake.IngestAsync(2);
        await _lake.IngestAsync(3, mode: LakeMode.Snapshot);
        _lake.Users("users_c.csv", "3,20,M,Mobile");
        await _lake.IngestAsync(4);
        using (var host = new LayerHost(_lake.Workspace))
            Assert.Equal(6, (await host.PruneAsync(1, apply: true, LakeLayer.Raw, LakeLayer.Validated, LakeLayer.Quarantine)).Pruned.Count);
        _lake.Users("users_d.csv", "4,20,M,Mobile");

        var result = await _lake.IngestAsync(5);

        Assert.Equal((true, 1L, LakeMode.Incremental), (result.Succeeded, result.Quality!.RowsIn, result.Mode));
        Assert.Equal(4, (await _lake.PreparedUsersAsync()).Count);
        Assert.Equal(0, (await _lake.Workspace.RunAsync("verify")).ExitCode);
    }

    private string Md5Of(string name)
    {
#pragma warning disable CA5351 // the specification's checksum
        return Convert.ToHexStringLower(System.Security.Cryptography.MD5.HashData(File.ReadAllBytes(_lake.PathOf(name))));
#pragma warning restore CA5351
    }
}

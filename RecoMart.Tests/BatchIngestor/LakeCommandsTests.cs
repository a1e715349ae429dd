using System.Text.Json.Nodes;

namespace RecoMart.Tests.BatchIngestor;

/// <summary><c>verify</c>, <c>catalog</c> and <c>quarantine</c> on a lake with rows in it.</summary>
public sealed class LakeCommandsTests : IClassFixture<IngestedLake>, IDisposable
{
    private const string Date = IngestorWorkspace.Date;

    private readonly IngestorWorkspace _workspace = new();

    public LakeCommandsTests(IngestedLake lake) => lake.CopyTo(_workspace);

    public void Dispose() => _workspace.Dispose();

    [Theory]
    [InlineData("verify")]
    [InlineData("verify", "--deep")]
    [InlineData("verify", "--date", Date)]
    public async Task A_sound_lake_is_all_well(params string[] arguments)
    {
        var run = await _workspace.RunAsync(arguments);

        Assert.Equal(0, run.ExitCode);
        Assert.StartsWith("All well: 9 files, ", run.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Verify_looks_at_the_date_asked_for_alone()
    {
        Damage("validated", 20);

        Assert.Equal(0, (await _workspace.RunAsync("verify", "--date", "2026-01-28")).ExitCode);
        Assert.Equal(1, (await _workspace.RunAsync("verify", "--date", Date)).ExitCode);
    }

    [Fact]
    public async Task Damage_of_every_kind_is_found_and_named_with_the_file()
    {
        Damage("validated", 20);
        File.Delete(PathOf("raw", "users_merged.parquet"));
        File.WriteAllText(PathOf("quarantine", "users_merged_metadata.json"), "");
        File.WriteAllText(PathOf("raw", "stray.parquet"), "");
        File.AppendAllText(_workspace.Combine("storage", "raw", "products", Date, "products.parquet"), "more");

        var text = await _workspace.RunAsync("verify");
        var json = await _workspace.RunAsync("verify", "--deep", "--json");

        Assert.Equal([1, 1], new[] { text.ExitCode, json.ExitCode });
        Assert.Equal(["exit_code", "storage_base", "deep", "files", "bytes", "problems"], json.Json.AsObject().Select(property => property.Key));
        Assert.True((bool)json.Json["deep"]!);
        Assert.Equal(
            [
                $"quarantine/users/{Date}/users_merged_metadata.json can't",
                $"raw/products/{Date}/products.parquet has",
                $"raw/users/{Date}/stray.parquet has",
                $"raw/users/{Date}/users_merged.parquet is",
                $"validated/users/{Date}/users_merged.parquet has",
            ],
            json.Json["problems"]!.AsArray().Select(problem => $"{problem!["path"]} {((string)problem["problem"]!).Split(' ')[0]}").Order(StringComparer.Ordinal));
        foreach (var problem in json.Json["problems"]!.AsArray())
            Assert.Contains((string)problem!["path"]!, text.Output, StringComparison.Ordinal);
        Assert.Contains("5 problems in 8 files", text.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Catalog_lists_layer_source_date_rows_size_and_quality()
    {
        var run = await _workspace.RunAsync("catalog");

        Assert.Equal(0, run.ExitCode);
        var users = Assert.Single(run.Lines, line => line.StartsWith("│ validated", StringComparison.Ordinal) && line.Contains(" users ", StringComparison.Ordinal));
        var bytes = new FileInfo(PathOf("validated", "users_merged.parquet")).Length;
        Assert.Equal(
            ["validated", "users", Date, "snapshot", "2", $"{bytes:N0}", "40 % of 5 rows valid", $"validated/users/{Date}/users_merged.parquet"],
            users.Split('│').Select(cell => cell.Trim()).Where((cell, i) => cell.Length > 0 && i != 7));
    }

    [Fact]
    public async Task Catalog_as_json_has_this_very_shape_and_keeps_to_the_date()
    {
        await _workspace.RunAsync("ingest", "products", "--date", "2026-01-28");

        var run = await _workspace.RunAsync("catalog", "--date", "2026-01-28", "--json");

        Assert.Equal(0, run.ExitCode);
        Assert.Equal(["exit_code", "storage_base", "datasets", "problems"], run.Json.AsObject().Select(property => property.Key));
        var datasets = run.Json["datasets"]!.AsArray();
        Assert.Equal(["raw", "validated", "quarantine"], datasets.Select(dataset => (string)dataset!["layer"]!));
        Assert.Equal(
            ["layer", "source", "date", "mode", "rows", "bytes", "ingested", "quality", "file", "md5"],
            datasets[0]!.AsObject().Select(property => property.Key));
    }

    [Fact]
    public async Task Quarantine_shows_counts_by_reason_and_rows_with_file_line_reason_value_and_text()
    {
        var run = await _workspace.RunAsync("quarantine", "users", "--json");

        Assert.Equal(0, run.ExitCode);
        Assert.Equal(["exit_code", "storage_base", "sources", "problems"], run.Json.AsObject().Select(property => property.Key));
        var users = Assert.Single(run.Json["sources"]!.AsArray())!;
        Assert.Equal(["source", "date", "rows", "by_reason", "shown"], users.AsObject().Select(property => property.Key));
        Assert.Equal("""{"row too short":1,"user_id: not an integer":2}""", users["by_reason"]!.ToJsonString());
        Assert.Equal(
            [
                """{"file":"users.csv","line":3,"field":"user_id","value":"nobody","reason":"user_id: not an integer","raw_text":"nobody,35,F,Tablet"}""",
                """{"file":"users.csv","line":4,"field":null,"value":"3 of 4 fields","reason":"row too short","raw_text":"3,35,F"}""",
                """{"file":"users.csv","line":6,"field":"user_id","value":"nobody2","reason":"user_id: not an integer","raw_text":"nobody2,35,F,Tablet"}""",
            ],
            users["shown"]!.AsArray().Select(row => row!.ToJsonString()));
    }

    [Theory]
    [InlineData(0, "… and 3 more")]
    [InlineData(1, "… and 2 more")]
    public async Task Quarantine_shows_no_more_rows_than_asked_for_and_says_how_many_there_are(int limit, string more)
    {
        var run = await _workspace.RunAsync("quarantine", "users", "--limit", $"{limit}");

        Assert.Equal(0, run.ExitCode);
        Assert.Contains($"users {Date}: 3 rows in quarantine", run.Output, StringComparison.Ordinal);
        Assert.Equal(limit, run.Lines.Count(line => line.StartsWith("│ users.csv", StringComparison.Ordinal)));
        Assert.Contains(more, run.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Quarantine_shows_the_latest_date_unless_asked_for_another()
    {
        _workspace.Write("users.csv", IngestorWorkspace.UserHeader + "5,35,F,Tablet\n");
        await _workspace.RunAsync("ingest", "users", "--date", "2026-01-28");

        var latest = await _workspace.RunAsync("quarantine", "users");
        var earlier = await _workspace.RunAsync("quarantine", "users", "--date", Date);
        var none = await _workspace.RunAsync("quarantine", "users", "--date", "2020-01-01");

        Assert.Contains("users 2026-01-28: 0 rows", latest.Output, StringComparison.Ordinal);
        Assert.Contains($"users {Date}: 3 rows", earlier.Output, StringComparison.Ordinal);
        Assert.Contains("Nothing was ingested", none.Output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("catalog")]
    [InlineData("quarantine")]
    public async Task Metadata_that_can_not_be_read_is_a_problem_and_not_an_empty_lake(string command)
    {
        File.WriteAllText(PathOf("quarantine", "users_merged_metadata.json"), "");

        var text = await _workspace.RunAsync(command);
        var json = await _workspace.RunAsync(command, "--json");

        Assert.Equal([1, 1], new[] { text.ExitCode, json.ExitCode });
        Assert.Contains($"quarantine/users/{Date}/users_merged_metadata.json can't be read", text.Output, StringComparison.Ordinal);
        Assert.Equal($"quarantine/users/{Date}/users_merged_metadata.json", (string)json.Json["problems"]![0]!["path"]!);
    }

    [Theory]
    [InlineData(40)] // a page's header
    [InlineData(-400)] // the footer
    public async Task A_damaged_quarantine_file_is_a_problem_and_the_other_sources_are_shown(int offset)
    {
        var length = new FileInfo(PathOf("quarantine", "users_merged.parquet")).Length;
        // All bytes from there: a single one might be one that changes nothing to see.
        for (var i = 0; i < 30; i++)
            Damage("quarantine", (int)((offset + length) % length) + i);

        var run = await _workspace.RunAsync("quarantine");

        Assert.Equal(1, run.ExitCode);
        Assert.Equal("", run.Error);
        Assert.Contains($"quarantine/users/{Date}/users_merged.parquet can't be read", run.Output, StringComparison.Ordinal);
        Assert.Contains($"transactions {Date}: 0 rows in quarantine", run.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Metadata_with_a_null_where_none_belongs_is_a_problem()
    {
        var metadata = PathOf("raw", "users_merged_metadata.json");
        var json = JsonNode.Parse(File.ReadAllText(metadata))!;
        json["quality"] = null;
        File.WriteAllText(metadata, json.ToJsonString());

        var run = await _workspace.RunAsync("catalog");

        Assert.Equal(1, run.ExitCode);
        Assert.Equal("", run.Error);
        Assert.Contains($"raw/users/{Date}/users_merged_metadata.json can't be read", run.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_decision_that_can_not_be_read_back_is_an_error_with_a_way_out()
    {
        var folder = Directory.CreateDirectory(_workspace.Combine("storage", ".pending", "users")).FullName;
        File.WriteAllText(Path.Combine(folder, "commit.json"), "{ broken");

        foreach (var command in (string[])["ingest", "verify"])
        {
            var run = await _workspace.RunAsync(command);

            Assert.Equal(1, run.ExitCode);
            Assert.StartsWith($"error: {folder}/commit.json says", run.Error, StringComparison.Ordinal);
            Assert.Contains("Delete its folder", run.Error, StringComparison.Ordinal);
        }
    }

    private string PathOf(string layer, string name) => _workspace.Combine("storage", layer, "users", Date, name);

    private void Damage(string layer, int offset)
    {
        using var file = new FileStream(PathOf(layer, "users_merged.parquet"), FileMode.Open);
        file.Position = offset;
        var old = file.ReadByte();
        file.Position = offset;
        file.WriteByte((byte)(old ^ 0xFF));
    }
}

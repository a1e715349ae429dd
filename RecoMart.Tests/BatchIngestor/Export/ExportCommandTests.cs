using System.Diagnostics;
using RecoMart.ServiceDefaults;
using RecoMart.Tests.BatchIngestor.Transformations;

namespace RecoMart.Tests.BatchIngestor.Export;

/// <summary><c>export</c>, as a user runs it: where the file goes, what it says, and what it refuses.</summary>
public sealed class ExportCommandTests : IClassFixture<FeatureLake>, IDisposable
{
    private const string Columns = "Its columns are user_id, age, gender, device";

    private readonly IngestorWorkspace _workspace = new();

    public ExportCommandTests(FeatureLake lake) => lake.CopyTo(_workspace);

    public void Dispose() => _workspace.Dispose();

    [Fact]
    public async Task It_says_what_it_wrote_and_where_to()
    {
        var csv = await _workspace.RunAsync("export", "users");
        var named = await _workspace.RunAsync("export", "raw.users", "--format", "jsonl");

        Assert.Equal((0, "", 0, ""), (csv.ExitCode, csv.Error, named.ExitCode, named.Error));
        Assert.Contains("Exported 2 rows of prepared.users, 54 bytes, in ", csv.Output, StringComparison.Ordinal);
        Assert.Contains(" s from prepared/users/2026-04-12/users_merged.parquet", csv.Output, StringComparison.Ordinal);
        Assert.Contains($"To {_workspace.Combine("users.csv")}", csv.Output, StringComparison.Ordinal);
        Assert.Equal(["raw.users.jsonl", "users.csv"], Files());
    }

    [Fact]
    public async Task As_json_it_has_this_very_shape()
    {
        var run = await _workspace.RunAsync("export", "users", "--columns", "user_id,age", "--where", "age > 30", "--json");

        Assert.Equal(0, run.ExitCode);
        Assert.Equal(["exit_code", "storage_base", "result"], run.Json.AsObject().Select(property => property.Key));
        var result = run.Json["result"]!;
        Assert.Equal(
            ["table", "inputs", "format", "output", "columns", "where", "rows", "bytes", "duration_seconds"], result.AsObject().Select(property => property.Key));
        Assert.Equal("prepared.users csv age > 30 1", $"{result["table"]} {result["format"]} {result["where"]} {result["rows"]}");
        Assert.Equal("prepared/users/2026-04-12/users_merged.parquet", (string)result["inputs"]![0]!["path"]!);
    }

    [SkippableFact]
    public async Task On_standard_output_are_the_rows_and_nothing_else()
    {
        Skip.If(OperatingSystem.IsWindows(), "it is refused there");
        var csv = await _workspace.RunAsync("export", "users", "--output", "-");
        var jsonl = await _workspace.RunAsync("export", "users", "--output", "-", "--format", "jsonl", "--columns", "user_id");

        Assert.Equal((0, "user_id,age,gender,device\n1,28,M,Mobile\n2,35,F,Tablet\n"), (csv.ExitCode, csv.Output));
        Assert.Equal((0, "{\"user_id\":1}\n{\"user_id\":2}\n"), (jsonl.ExitCode, jsonl.Output));
        Assert.Contains("Exported 2 rows of prepared.users, 54 bytes, in ", csv.Error, StringComparison.Ordinal);
        Assert.Empty(Files());
    }

    [SkippableFact]
    public async Task Standard_output_that_others_write_to_as_well_keeps_what_they_wrote()
    {
        Skip.If(OperatingSystem.IsWindows(), "it is refused there");
        using var process = IngestorProcess.Start(
            "sh", ["-c", $"(echo before; {IngestorProcess.ShellCommand} export users --columns user_id --output - 2>/dev/null; echo after) > all.txt"], _workspace.Root);

        Assert.Equal(0, (await process.FinishAsync()).ExitCode);
        Assert.Equal("before\nuser_id\n1\n2\nafter\n", await File.ReadAllTextAsync(_workspace.Combine("all.txt")));
    }

    [SkippableFact]
    public async Task Standard_output_that_takes_no_more_is_an_error()
    {
        Skip.IfNot(File.Exists("/dev/full"), "needs a device that is always full");
        using var process = IngestorProcess.Start("sh", ["-c", $"{IngestorProcess.ShellCommand} export users --output - > /dev/full"], _workspace.Root);

        var run = await process.FinishAsync();

        Assert.Equal(1, run.ExitCode);
        Assert.Contains("error: standard output was closed before all rows were written: ", run.Error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("out.jsonl", "{\"user_id\":1}\n{\"user_id\":2}\n")]
    [InlineData("out.CSV", "user_id\n1\n2\n")]
    [InlineData("out", "user_id\n1\n2\n")]
    public async Task The_format_is_that_of_the_files_name_unless_it_is_given(string output, string expected)
    {
        Assert.Equal(0, (await _workspace.RunAsync("export", "users", "--columns", "user_id", "--output", output)).ExitCode);

        Assert.Equal(expected, await File.ReadAllTextAsync(_workspace.Combine(output)));
    }

    [Fact]
    public async Task A_file_that_is_there_is_replaced_only_by_force()
    {
        await File.WriteAllTextAsync(_workspace.Combine("users.csv"), "mine");

        var refused = await _workspace.RunAsync("export", "users");
        Assert.Equal((2, "mine"), (refused.ExitCode, await File.ReadAllTextAsync(_workspace.Combine("users.csv"))));
        Assert.Equal($"error: --output {_workspace.Combine("users.csv")} is there already; add --force to replace it, or name another file.\n", refused.Error);

        var forced = await _workspace.RunAsync("export", "users", "--force");
        Assert.Equal((0, "user_id,age"), (forced.ExitCode, (await File.ReadAllTextAsync(_workspace.Combine("users.csv")))[..11]));
        Assert.Equal(["users.csv"], Files());
    }

    [Fact]
    public async Task An_export_that_fails_half_way_leaves_the_old_file_and_nothing_else()
    {
        await File.WriteAllTextAsync(_workspace.Combine("users.csv"), "mine");

        var run = await _workspace.RunAsync("export", "users", "--force", "--where", "CAST(device AS INTEGER) = 1");

        Assert.Equal(1, run.ExitCode);
        Assert.StartsWith(
            "error: The export of prepared.users (user_id, age, gender, device) where CAST(device AS INTEGER) = 1 can't be run: Conversion Error: ", run.Error, StringComparison.Ordinal);
        Assert.Equal(["users.csv"], Files());
        Assert.Equal("mine", await File.ReadAllTextAsync(_workspace.Combine("users.csv")));
    }

    [SkippableFact]
    public async Task Stopped_in_the_middle_it_leaves_nothing()
    {
        Skip.IfNot(OperatingSystem.IsLinux(), "the signals' numbers are Linux's");
        using var process = IngestorProcess.Start(_workspace.Root, ["export", "users", "--where", "sleep_ms(60000 + user_id::INTEGER) IS NULL"]);
        await process.UntilAsync(() => Files().Any());
        process.Signal(IngestorProcess.Interrupt);
        var run = await process.FinishAsync();

        Assert.Equal(130, run.ExitCode);
        Assert.Contains("Stopped. Nothing was put in place.", run.Error, StringComparison.Ordinal);
        Assert.Empty(Files());
    }

    [Fact]
    public async Task What_is_replaced_while_it_is_read_is_not_exported()
    {
        using var process = IngestorProcess.Start(_workspace.Root, ["export", "users", "--where", "sleep_ms(2000 + user_id::INTEGER) IS NULL"]);
        await process.UntilAsync(() => Files().Any());
        File.SetLastWriteTimeUtc(_workspace.Lake.FullPath("prepared/users/2026-04-12/users_merged.parquet"), DateTime.UtcNow);
        var run = await process.FinishAsync();

        Assert.Equal(1, run.ExitCode);
        Assert.Contains("error: prepared/users/2026-04-12/users_merged.parquet was replaced while it was read; export it again.", run.Error, StringComparison.Ordinal);
        Assert.Empty(Files());
    }

    [Fact]
    public async Task Without_a_lake_there_is_nothing_to_export_or_prune()
    {
        foreach (var command in (string[][])[["export", "users"], ["prune", "--keep-days", "1", "--layer", "all", "--apply"]])
        {
            var run = await _workspace.RunAsync([.. command, "--storage-base", "nowhere"]);

            Assert.Equal(1, run.ExitCode);
            Assert.StartsWith("error: there is no lake at ", run.Error, StringComparison.Ordinal);
            Assert.False(Directory.Exists(_workspace.Combine("nowhere")));
        }
    }

    [Theory]
    [InlineData("'true; DROP VIEW prepared.users' is no condition for prepared.users: it is more than a condition", "true; DROP VIEW prepared.users")]
    [InlineData("it is more than a condition", "true; SELECT 1")]
    [InlineData("it is more than a condition", "true; COPY (SELECT 1) TO 'canary.txt'")]
    [InlineData("it is more than a condition", "true; ATTACH 'canary.db'")]
    [InlineData("it is more than a condition", "true LIMIT 1")]
    [InlineData("it is more than a condition", "true ORDER BY age")]
    [InlineData("it is more than a condition", "true GROUP BY ALL")]
    [InlineData("it is more than a condition", "true QUALIFY true")]
    [InlineData("it is more than a condition", "true USING SAMPLE 1")]
    [InlineData("it is more than a condition", "true UNION ALL SELECT 1, 2, content, '' FROM read_text('secret.txt')")]
    [InlineData("it is more than a condition", "age > ?")]
    [InlineData("it is more than a condition", "age > $1")]
    [InlineData("syntax error at or near \")\"", "true) TO 'canary.txt'; SELECT (1")]
    [InlineData("syntax error at or near \")\"", "true) UNION SELECT * FROM read_text('secret.txt') --")]
    [InlineData("syntax error at or near \")\"", "true) OR (false")]
    [InlineData("unterminated /* comment", "true /* and so on")]
    [InlineData("unterminated quoted string", "gender = 'M")]
    [InlineData("it has a subquery", "EXISTS (FROM read_text('secret.txt'))")]
    [InlineData("it has a subquery", "gender IN (SELECT content FROM read_text('secret.txt'))")]
    [InlineData("it has a subquery", "(SELECT count(*) FROM enable_logging()) > 0")]
    [InlineData("it has a subquery", "age = ANY (FROM glob('/*'))")]
    [InlineData("it has a subquery", "age > 3 OR NOT (user_id = (SELECT 1))")]
    [InlineData("Referenced column \"agee\" not found", "agee > 30")]
    [InlineData("Cannot compare values of type VARCHAR and type INTEGER_LITERAL", "gender > 3")]
    [InlineData("WHERE clause cannot contain aggregates", "count(*) > 1")]
    [InlineData("WHERE clause cannot contain window functions", "row_number() OVER () = 1")]
    [InlineData("read_text\" is a table function", "read_text('secret.txt') = 'x'")]
    [InlineData("it is empty", " ")]
    [InlineData("syntax error", ";")]
    [InlineData("syntax error", "FROM prepared.users")]
    public async Task A_where_that_is_no_condition_is_refused_in_a_sentence_that_names_the_columns(string complaint, string where)
    {
        await File.WriteAllTextAsync(_workspace.Combine("secret.txt"), "secret");
        var before = _workspace.Snapshot();

        var run = await _workspace.RunAsync("export", "users", "--where", where);

        Assert.Equal(2, run.ExitCode);
        Assert.StartsWith($"error: --where '{where}' is no condition for prepared.users: ", run.Error, StringComparison.Ordinal);
        Assert.Contains(complaint, run.Error, StringComparison.Ordinal);
        Assert.Contains(Columns, run.Error, StringComparison.Ordinal);
        Assert.Single(run.Error.Split('\n', StringSplitOptions.RemoveEmptyEntries));
        Assert.Equal(["secret.txt"], Files());
        Assert.Equal(before, _workspace.Snapshot());
    }

    [Theory]
    [InlineData(600, 0)]
    [InlineData(2_000, 2)]
    [InlineData(20_000, 2)]
    public async Task A_where_as_deep_as_it_likes_ends_in_a_result_or_a_sentence(int depth, int exitCode)
    {
        var run = await _workspace.RunAsync("export", "users", "--where", string.Concat(Enumerable.Repeat("abs(", depth)) + "age" + new string(')', depth) + " > 30");

        Assert.Equal(exitCode, run.ExitCode);
        Assert.Equal(exitCode == 0 ? "" : "error: ", run.Error[..Math.Min(7, run.Error.Length)]);
    }

    [Theory]
    [InlineData("--columns: prepared.users has no column 'name'. " + Columns, "users", "--columns", "user_id,name")]
    [InlineData("--columns: prepared.users has no column 'User_ID'. " + Columns, "users", "--columns", "User_ID")]
    [InlineData("--columns: prepared.users has no column ''. " + Columns, "users", "--columns", "")]
    [InlineData("--columns: prepared.users has no column 'age FROM x'. " + Columns, "users", "--columns", "age FROM x")]
    [InlineData("--columns names age twice", "users", "--columns", "age,age")]
    [InlineData("There is no table 'people'. There are users, products, transactions, interactions, user_features, item_features, validated.users, ", "people")]
    [InlineData("There is no table 'features.users'.", "features.users")]
    [InlineData("Argument 'xml' not recognized", "users", "--format", "xml")]
    [InlineData("--output - takes csv or jsonl; name a file for parquet.", "users", "--format", "parquet", "--output", "-")]
    [InlineData("--json and --output - both take standard output", "users", "--json", "--output", "-")]
    [InlineData("--output is empty; name a file, such as users.csv.", "users", "--output", "")]
    [InlineData(" is a folder; name a file in it.", "users", "--output", "data")]
    [InlineData("; make it first, or name another file.", "users", "--output", "nowhere/users.csv")]
    [InlineData(" is in the folder of the source files, where the next ingest could read it", "users", "--output", "data/users_new.csv")]
    [InlineData(" is in the folder of the source files, where the next ingest could read it", "users", "--data-dir", "./")]
    [InlineData(" is inside the lake; name a file elsewhere.", "users", "--storage-base", "storage/", "--output", "storage/users.csv")]
    [InlineData(" is inside the lake; name a file elsewhere.", "users", "--output", "storage/raw/users.csv")]
    [InlineData(" is inside the lake; name a file elsewhere.", "users", "--output", "storage/users.csv")]
    [InlineData("The setting sql_threads is '0'", "users", "--sql-threads", "0")]
    public async Task What_can_not_be_asked_for_ends_with_2_and_does_nothing(string complaint, params string[] arguments)
    {
        var before = _workspace.Snapshot();

        var run = await _workspace.RunAsync(["export", .. arguments]);

        Assert.Equal(2, run.ExitCode);
        Assert.Contains(complaint, run.Error, StringComparison.Ordinal);
        Assert.Empty(Files());
        Assert.Equal(before, _workspace.Snapshot());
    }

    [SkippableFact]
    public async Task A_device_is_no_file_and_behind_a_link_is_one()
    {
        Skip.If(OperatingSystem.IsWindows(), "devices are no files there");
        File.CreateSymbolicLink(_workspace.Combine("link.csv"), _workspace.Combine("behind.csv"));
        File.CreateSymbolicLink(_workspace.Combine("null.csv"), "/dev/null");

        var device = await _workspace.RunAsync("export", "users", "--output", "null.csv", "--force");
        var link = await _workspace.RunAsync("export", "users", "--output", "link.csv");

        Assert.Equal((2, 0), (device.ExitCode, link.ExitCode));
        Assert.Contains("--output /dev/null is no file; name a file, or - for standard output.", device.Error, StringComparison.Ordinal);
        Assert.NotNull(new FileInfo(_workspace.Combine("link.csv")).LinkTarget);
        Assert.StartsWith("user_id,", await File.ReadAllTextAsync(_workspace.Combine("behind.csv")), StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_is_not_there_or_not_sound_is_told_with_the_way_out()
    {
        Directory.Delete(_workspace.Lake.FullPath("prepared"), recursive: true);
        Directory.Delete(_workspace.Lake.FullPath("quarantine"), recursive: true);
        Flip("validated/users/2026-04-12/users_merged.parquet");
        Flip("features/interactions/2026-04-12/interactions.parquet");

        var prepared = await _workspace.RunAsync("export", "users");
        var quarantine = await _workspace.RunAsync("export", "quarantine.users");
        var validated = await _workspace.RunAsync("export", "validated.users");
        var features = await _workspace.RunAsync("export", "interactions");
        var early = await _workspace.RunAsync("export", "item_features", "--date", "2020-01-01");

        Assert.All([prepared, quarantine, validated, features, early], run => Assert.Equal(1, run.ExitCode));
        Assert.Contains($"There is no prepared.users in the lake at {_workspace.LakePath}: run prepare first, or export validated.users.", prepared.Error, StringComparison.Ordinal);
        Assert.Contains($"Nothing of users is in the quarantine layer in the lake at {_workspace.LakePath}: run ingest users first.", quarantine.Error, StringComparison.Ordinal);
        Assert.Contains("validated/users/2026-04-12/users_merged.parquet has the MD5 ", validated.Error, StringComparison.Ordinal);
        Assert.Contains("Put back a copy of it, or ingest users again as a snapshot (with --date 2026-04-12 to replace it).", validated.Error, StringComparison.Ordinal);
        Assert.Contains("features/interactions/2026-04-12/interactions.parquet has the MD5 ", features.Error, StringComparison.Ordinal);
        Assert.Contains("Put back a copy of it, or run features again.", features.Error, StringComparison.Ordinal);
        Assert.Contains($"There is no features.item_features in the lake at {_workspace.LakePath} up to 2020-01-01: run features first.", early.Error, StringComparison.Ordinal);
        Assert.Empty(Files());
    }

    [Fact]
    public async Task A_run_is_one_trace_with_a_span_for_each_step()
    {
        using var spans = new CollectedActivities(TelemetryNames.BatchActivitySource);
        using var test = new Activity("test").Start();
        using var host = new LayerHost(_workspace);

        var result = await host.ExportAsync("users", _workspace.Combine("out.csv"));

        var run = Assert.Single(spans.Of(test.TraceId), span => span.ParentSpanId == test.SpanId);
        Assert.Equal(("export", 2L, result.Bytes), (run.OperationName, run.GetTagItem(TelemetryNames.BatchRowsMade), run.GetTagItem(TelemetryNames.BatchBytes)));
        Assert.Equal(
            ["export: Check Inputs", "export: Write prepared.users"],
            spans.Of(test.TraceId).Where(span => span.ParentSpanId == run.SpanId).OrderBy(span => span.StartTimeUtc).Select(span => span.OperationName));
    }

    // What the command has made or left.
    private IEnumerable<string> Files() => Directory.EnumerateFiles(_workspace.Root).Select(path => Path.GetFileName(path)).Order(StringComparer.Ordinal);

    private void Flip(string path)
    {
        var full = _workspace.Lake.FullPath(path);
        var bytes = File.ReadAllBytes(full);
        bytes[bytes.Length / 2] ^= 1;
        File.WriteAllBytes(full, bytes);
    }
}

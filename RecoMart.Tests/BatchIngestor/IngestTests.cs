using System.Text.Json.Nodes;
using RecoMart.Storage.Lake;

namespace RecoMart.Tests.BatchIngestor;

/// <summary>What <c>ingest</c> reads, says and leaves in the lake.</summary>
public sealed class IngestTests : IDisposable
{
    private const string Header = IngestorWorkspace.UserHeader;
    private const string Date = IngestorWorkspace.Date;

    private readonly IngestorWorkspace _workspace = new();

    public void Dispose() => _workspace.Dispose();

    [Theory]
    [InlineData("users", 2)]
    [InlineData("products", 1)]
    [InlineData("transactions", 3)]
    public async Task One_source_is_ingested_without_the_others(string source, int rows)
    {
        var run = await _workspace.WriteCleanSources().RunAsync("ingest", source, "--date", Date);

        Assert.Equal(0, run.ExitCode);
        Assert.Equal([$"raw/{source}/{Date} {rows}", $"validated/{source}/{Date} {rows}", $"quarantine/{source}/{Date} 0"], _workspace.Catalog());
    }

    [Theory]
    [InlineData("ingest")]
    [InlineData("ingest", "all")]
    public async Task All_sources_are_ingested_by_name_or_by_default(params string[] arguments)
    {
        var run = await _workspace.WriteCleanSources().RunAsync(arguments);

        Assert.Equal(0, run.ExitCode);
        Assert.Equal(["users", "products", "transactions"], SourcesInTable(run));
        Assert.Equal(9, _workspace.Catalog().Count());
        Assert.Empty(_workspace.Pending());
    }

    [Fact]
    public async Task The_steps_appear_in_the_log_by_the_specifications_names_in_its_order()
    {
        var run = await _workspace.WriteCleanSources().RunAsync("ingest");

        Assert.Equal(
            [
                "users: Discover Source Files", "users: Validate Files", "users: Read & Parse", "users: Merge Datasets", "users: Clean Data", "users: Store",
                "products: Validate Source File", "products: Read JSON", "products: Convert to DataFrame", "products: Validate Data", "products: Store",
                "transactions: Discover Files", "transactions: Validate Sources", "transactions: Read & Merge", "transactions: Parse Timestamps",
                "transactions: Validate Data", "transactions: Store",
            ],
            run.Lines.Where(line => line.Contains(" info  ", StringComparison.Ordinal))
                .Select(line => line.Split(" info  ")[1].Split(": "))
                .Where(parts => parts.Length > 2)
                .Select(parts => $"{parts[0]}: {parts[1]}"));
    }

    [Fact]
    public async Task With_json_standard_output_is_one_document_of_this_very_shape_and_logs_are_on_standard_error()
    {
        _workspace
            .Write("users.csv", Header + "1,20,M,Mobile\nx,20,M,Mobile\n2,-1,M,Mobile\n")
            .Write("users_broken.csv", Header + "1,20,\"M,Mobile\n")
            .Write("users_matrix.csv", "a,b\n1,2\n");

        var run = await _workspace.RunAsync("ingest", "users", "--date", Date, "--json");

        Assert.Equal(1, run.ExitCode);
        Assert.Contains("users: Clean Data: 2 rows validated, 1 quarantined, 1 values made null", run.Error, StringComparison.Ordinal);
        var expected = JsonNode.Parse($$"""
            {
              "exit_code": 1,
              "run": "",
              "mode": "snapshot",
              "date": "{{Date}}",
              "data_dir": "{{_workspace.DataDir}}",
              "storage_base": "{{_workspace.LakePath}}",
              "duration_seconds": 0,
              "sources": [
                {
                  "source": "users",
                  "succeeded": false,
                  "published": true,
                  "mode": "snapshot",
                  "errors": ["users_broken.csv, line 2, column 6: a quoted field opens here and is never closed"],
                  "files": [
                    { "file": "users.csv", "outcome": "read", "rows": 3, "rejected": 1, "bytes": 68, "reason": null },
                    {
                      "file": "users_broken.csv", "outcome": "refused", "rows": 0, "rejected": 0, "bytes": 0,
                      "reason": "users_broken.csv, line 2, column 6: a quoted field opens here and is never closed"
                    },
                    {
                      "file": "users_matrix.csv", "outcome": "skipped", "rows": 0, "rejected": 0, "bytes": 0,
                      "reason": "no users file: it lacks the columns user_id, age, gender, device"
                    }
                  ],
                  "quality": {
                    "rows_in": 3,
                    "raw": 2,
                    "validated": 2,
                    "quarantined": 1,
                    "quarantined_by_reason": { "user_id: not an integer": 1 },
                    "nulled_by_reason": { "age: must be > 0": 1 },
                    "duplicate_keys": null,
                    "warnings": [
                      "refused: users_broken.csv, line 2, column 6: a quoted field opens here and is never closed",
                      "users_matrix.csv: skipped: no users file: it lacks the columns user_id, age, gender, device",
                      "user_id: not an integer: 1 row quarantined, first in users.csv, line 3: 'x'",
                      "age: must be > 0: 1 value made null, first in users.csv, line 4: '-1'"
                    ]
                  },
                  "outputs": [
                    { "layer": "raw", "path": "{{PathOf("raw")}}", "rows": 2, "bytes": 0, "md5": "" },
                    { "layer": "validated", "path": "{{PathOf("validated")}}", "rows": 2, "bytes": 0, "md5": "" },
                    { "layer": "quarantine", "path": "{{PathOf("quarantine")}}", "rows": 1, "bytes": 0, "md5": "" }
                  ],
                  "duration_seconds": 0
                }
              ],
              "unused_files": []
            }
            """)!;
        Assert.Equal(expected.ToJsonString(), WithoutFigures(run.Json).ToJsonString());

        string PathOf(string layer) => $"{_workspace.LakePath}/{layer}/users/{Date}/users_merged.parquet";
    }

    [Fact]
    public async Task A_refused_file_leaves_the_others_in_the_lake_and_nothing_of_its_own_rows()
    {
        // Enough good rows before the fault that some of them have been written when it is found.
        var lines = string.Concat(Enumerable.Range(1_000_000, 300_000).Select(id => $"{id},20,M,Mobile\n"));
        _workspace
            .Write("users1.csv", Header + "1,20,M,Mobile\n")
            .Write("users2.csv", Header + lines + "7,\"20,M,Mobile\n")
            .Write("users3.csv", Header + "3,20,M,Mobile\n");

        var run = await _workspace.RunAsync("ingest", "users");

        Assert.Equal(1, run.ExitCode);
        Assert.Contains("users failed: users2.csv, line 300002, column 3: a quoted field opens here and is never closed", run.Output, StringComparison.Ordinal);
        Assert.Contains("ingested without refused files", run.Output, StringComparison.Ordinal);
        Assert.Equal(["1", "3"], await _workspace.ColumnAsync<long>(LakeLayer.Raw, "users", "user_id"));
        Assert.Equal(["1", "3"], await _workspace.ColumnAsync<long>(LakeLayer.Validated, "users", "user_id"));
        Assert.Empty(await _workspace.ColumnAsync<long>(LakeLayer.Quarantine, "users", "line_number"));
        Assert.Empty(_workspace.Pending());
    }

    [Fact]
    public async Task When_every_file_is_refused_the_lake_keeps_its_version_and_other_sources_are_ingested()
    {
        await _workspace.WriteCleanSources().RunAsync("ingest", "users", "--date", Date);
        var before = _workspace.Snapshot();
        _workspace.Write("users.csv", Header.TrimEnd() + ",age\n1,2,M,Mobile,3\n");

        var run = await _workspace.RunAsync("ingest", "--date", Date);

        Assert.Equal(1, run.ExitCode);
        Assert.Contains("users.csv, line 1: the column age stands twice in the header", run.Output, StringComparison.Ordinal);
        Assert.Contains("no file could be read; the lake keeps the version of users it had", run.Output, StringComparison.Ordinal);
        Assert.Equal(before, _workspace.Snapshot().Where(file => file.Contains("users", StringComparison.Ordinal)));
        Assert.Equal(9, _workspace.Catalog().Count());
        Assert.Empty(_workspace.Pending());
    }

    [Fact]
    public async Task What_holds_no_rows_is_passed_over_with_a_warning_and_the_reason()
    {
        _workspace
            .Write("users.csv", Header + "1,20,M,Mobile\n")
            .Write("users_empty.csv", "")
            .Write("users_header.csv", Header)
            .Write("user_item_matrix.csv", "user_id,100,101\n1,0,1\n")
            .Write("notes.txt", "none of ours")
            .Write("product_features.csv", "item_id,f1\n1,2\n");
        Directory.CreateDirectory(_workspace.Combine("data", "users_folder.csv"));
        File.CreateSymbolicLink(_workspace.Combine("data", "users_loop.csv"), "users_loop.csv");
        File.CreateSymbolicLink(_workspace.Combine("data", "users_dangling.csv"), "nowhere.csv");
        _workspace.Write("products.json", "[]").Write("transactions.csv", IngestorWorkspace.TransactionHeader);

        var run = await _workspace.RunAsync("ingest", "--json");

        Assert.Equal(0, run.ExitCode);
        Assert.Equal(
            [
                "user_item_matrix.csv skipped no users file: it lacks the columns age, gender, device",
                "users.csv read ",
                "users_dangling.csv skipped is a link to nowhere.csv, which is not there",
                "users_empty.csv empty is empty",
                "users_folder.csv skipped is a folder",
                "users_header.csv empty has no rows",
                "users_loop.csv skipped is a link to users_loop.csv that leads in a circle",
            ],
            run.Json["sources"]![0]!["files"]!.AsArray().Select(file => $"{file!["file"]} {file["outcome"]} {file["reason"]}"));
        Assert.Equal(["notes.txt", "product_features.csv"], run.Json["unused_files"]!.AsArray().Select(file => (string)file!));
        foreach (var name in (string[])["user_item_matrix.csv", "users_dangling.csv", "users_empty.csv", "users_folder.csv", "users_header.csv", "users_loop.csv"])
            Assert.Contains(run.Error.Split('\n'), line => line.Contains(" warn  users: " + name, StringComparison.Ordinal));
    }

    [SkippableFact]
    public async Task A_pipe_with_a_files_name_is_passed_over_and_not_waited_for()
    {
        Skip.If(OperatingSystem.IsWindows(), "pipes have no names in Windows' folders");
        _workspace.WriteCleanSources();
        foreach (var name in (string[])["users_pipe.csv", "products.pipe"])
        {
            using var maker = IngestorProcess.Start("mkfifo", [_workspace.Combine("data", name)], _workspace.Root);
            Assert.Equal(0, (await maker.FinishAsync()).ExitCode);
        }

        var run = await _workspace.RunAsync("ingest", "--products-file", "products.pipe");

        Assert.Equal(1, run.ExitCode);
        Assert.Contains("users: users_pipe.csv is skipped: is a pipe", run.Output, StringComparison.Ordinal);
        Assert.Contains("products.pipe is a pipe (setting products_file", run.Output, StringComparison.Ordinal);
        Assert.Equal(6, _workspace.Catalog().Count());
    }

    [Fact]
    public async Task A_second_run_on_the_same_day_replaces_the_first_and_another_day_is_another_partition()
    {
        await _workspace.WriteCleanSources().RunAsync("ingest", "users", "--date", Date);
        _workspace.Write("users.csv", Header + "5,20,M,Mobile\n6,20,M,Mobile\n7,20,M,Mobile\n");

        var again = await _workspace.RunAsync("ingest", "users", "--date", Date);
        var nextDay = await _workspace.RunAsync("ingest", "users", "--date", "2026-01-28");

        Assert.Equal([0, 0], new[] { again.ExitCode, nextDay.ExitCode });
        Assert.Equal(
            [
                "raw/users/2026-01-27 3", "raw/users/2026-01-28 3",
                "validated/users/2026-01-27 3", "validated/users/2026-01-28 3",
                "quarantine/users/2026-01-27 0", "quarantine/users/2026-01-28 0",
            ],
            _workspace.Catalog());
        Assert.Equal(0, (await _workspace.RunAsync("verify", "--deep")).ExitCode);
    }

    [Fact]
    public async Task Many_files_make_no_log_line_that_nobody_can_read()
    {
        for (var i = 100; i < 150; i++)
            _workspace.Write($"users{i}.csv", Header + $"{i},20,M,Mobile\n");

        var run = await _workspace.RunAsync("ingest", "users");

        Assert.Equal(0, run.ExitCode);
        Assert.Contains(run.Lines, line => line.EndsWith("users118.csv, users119.csv and 30 more", StringComparison.Ordinal));
        Assert.All(run.Lines, line => Assert.InRange(line.Length, 0, 600));
        Assert.Equal(50, (await _workspace.ColumnAsync<long>(LakeLayer.Validated, "users", "user_id")).Distinct().Count());
    }

    [Fact]
    public async Task Without_a_date_it_is_todays_in_UTC()
    {
        var before = DateTime.UtcNow;

        await _workspace.WriteCleanSources().RunAsync("ingest", "users");

        var days = new[] { before, DateTime.UtcNow }.Select(DateOnly.FromDateTime);
        Assert.All(_workspace.Lake.List(), entry => Assert.Contains(entry.Partition.Date, days));
    }

    [Fact]
    public async Task Names_and_cells_that_a_terminal_would_obey_are_shown_and_not_obeyed()
    {
        var name = OperatingSystem.IsWindows() ? "users [red].csv" : "users[red]\n2026-01-01T00:00:00.000Z error forged\u001b[31m.csv";
        _workspace
            .Write(name, Header + "\u001b[2J[bold],1,M,Mobile\n1,\u001b]0;title\u0007,M,Mobile\n")
            .Write("[red]unused\u001b[31m.txt", "");

        var ingest = await _workspace.RunAsync(["ingest", "users"], ("RECOMART_LOGS_DIR", "logs"));
        var all = await _workspace.RunAsync("ingest");
        var quarantine = await _workspace.RunAsync("quarantine");

        var logFile = File.ReadAllText(Assert.Single(Directory.GetFiles(_workspace.Combine("logs"))));
        Assert.Equal([0, 1, 0], new[] { ingest.ExitCode, all.ExitCode, quarantine.ExitCode });
        foreach (var text in new[] { ingest.Output, ingest.Error, all.Output, quarantine.Output, logFile })
        {
            Assert.DoesNotContain('\u001b', text);
            Assert.DoesNotContain('\u0007', text);
            Assert.DoesNotContain(text.Split('\n'), line => line.StartsWith("2026-01-01T", StringComparison.Ordinal));
        }
        Assert.Contains("\\u001b[2J[bold]", ingest.Output, StringComparison.Ordinal);
        Assert.Contains("\\u001b[2J[bold]", quarantine.Output, StringComparison.Ordinal);
        Assert.Contains("[red]unused\\u001b[31m.txt", all.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_lake_that_can_not_be_written_fails_the_source_and_says_so()
    {
        Directory.CreateDirectory(_workspace.LakePath);
        File.WriteAllText(_workspace.Combine("storage", "raw"), "a file where a folder belongs");

        var run = await _workspace.WriteCleanSources().RunAsync("ingest", "users");

        Assert.Equal(1, run.ExitCode);
        Assert.Contains($"users failed: the lake at {_workspace.LakePath} can't be written, and keeps the version of users it had", run.Output, StringComparison.Ordinal);
        // Not decided: what can't be finished must not wait there for ever.
        Assert.Empty(_workspace.Pending());
    }

    private static IEnumerable<string> SourcesInTable(IngestorRun run) => run.Lines
        .Where(line => line.StartsWith('│') && line.Contains(" ingested ", StringComparison.Ordinal))
        .Select(line => line.Split('│')[1].Trim());

    // Leaves out what differs from run to run.
    private static JsonNode WithoutFigures(JsonNode report)
    {
        report["duration_seconds"] = 0;
        Assert.Matches("^[0-9]{8}T[0-9]{6}Z-[0-9a-f]{4}$", (string)report["run"]!);
        report["run"] = "";
        foreach (var source in report["sources"]!.AsArray())
        {
            Assert.InRange((double)source!["duration_seconds"]!, 0.001, 100);
            source["duration_seconds"] = 0;
            foreach (var output in source["outputs"]!.AsArray())
            {
                Assert.Equal(new FileInfo((string)output!["path"]!).Length, (long)output["bytes"]!);
                Assert.Matches("^[0-9a-f]{32}$", (string)output["md5"]!);
                output["bytes"] = 0;
                output["md5"] = "";
            }
        }
        return report;
    }
}

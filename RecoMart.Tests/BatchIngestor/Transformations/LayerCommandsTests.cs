using System.Text.Json.Nodes;
using Microsoft.Extensions.Configuration;
using RecoMart.BatchIngestor.Transformations;

namespace RecoMart.Tests.BatchIngestor.Transformations;

/// <summary><c>prepare</c>, <c>features</c> and <c>ingest --through</c>, as a user runs them.</summary>
public sealed class LayerCommandsTests : IDisposable
{
    private readonly IngestorWorkspace _workspace = new IngestorWorkspace().WriteCleanSources();

    public void Dispose() => _workspace.Dispose();

    [Fact]
    public async Task Ingest_through_features_makes_every_layer_in_one_run()
    {
        var run = await _workspace.RunAsync("ingest", "all", "--through", "features", "--date", IngestorWorkspace.Date, "--as-of", "2026-01-28", "--json");

        Assert.Equal(0, run.ExitCode);
        Assert.Equal(["prepared", "features"], run.Json["layers"]!.AsArray().Select(layer => (string)layer!["layer"]!));
        Assert.Equal(
            ["interactions 3", "user_features 2", "item_features 2"],
            run.Json["layers"]![1]!["tables"]!.AsArray().Select(table => $"{((string)table!["table"]!).Split('.')[1]} {table["rows"]}"));
        Assert.Equal("2026-01-28T00:00:00Z", (string)run.Json["layers"]![1]!["as_of"]!);
        Assert.Equal(15, _workspace.Catalog().Count());
        Assert.Equal(0, (await _workspace.RunAsync("verify", "--deep")).ExitCode);
        Assert.Contains(
            "0 repeats removed, 0 of unknown users, 1 of unknown items",
            (await _workspace.RunAsync("catalog", "--json")).Json["datasets"]!.AsArray().Select(dataset => (string)dataset!["quality"]!));
    }

    [Fact]
    public async Task Prepare_and_features_show_what_they_made()
    {
        await _workspace.RunAsync("ingest", "--date", IngestorWorkspace.Date);

        var prepare = await _workspace.RunAsync("prepare", "--date", IngestorWorkspace.Date);
        var features = await _workspace.RunAsync("features", "--as-of", "2026-01-27T11:00:00Z");

        Assert.Equal((0, 0), (prepare.ExitCode, features.ExitCode));
        Assert.Contains("│ prepared.transactions │    3 │", prepare.Output, StringComparison.Ordinal);
        Assert.Contains("3 rows in, 0 repeats removed, 0 of unknown users, 1 of unknown items", prepare.Output, StringComparison.Ordinal);
        Assert.Contains("3 rows in, 1 events not before as of", features.Output, StringComparison.Ordinal);
        Assert.Contains("(features, date 2026-01-27, as of 2026-01-27 11:00:00 UTC)", features.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_source_that_fails_keeps_its_version_and_the_layers_are_made_of_it()
    {
        Assert.Equal(0, (await _workspace.RunAsync("ingest", "--through", "prepared")).ExitCode);
        _workspace.Write("products.json", "{");

        var run = await _workspace.RunAsync("ingest", "--through", "prepared", "--json");

        Assert.Equal(1, run.ExitCode);
        Assert.Null(run.Json["layers"]![0]!["error"]);
        Assert.Equal(1, (int)run.Json["layers"]![0]!["tables"]![1]!["rows"]!);
    }

    [Fact]
    public async Task A_layer_that_can_not_be_made_ends_with_1_and_the_next_is_not_tried()
    {
        File.Delete(Path.Combine(_workspace.DataDir, "products.json"));

        var run = await _workspace.RunAsync("ingest", "--through", "features", "--json");

        Assert.Equal(1, run.ExitCode);
        Assert.Equal(
            $"Nothing of products is validated in the lake at {_workspace.LakePath}: run ingest products first.",
            (string)Assert.Single(run.Json["layers"]!.AsArray())!["error"]!);
    }

    [Fact]
    public async Task Without_a_lake_there_is_nothing_to_make()
    {
        var run = await _workspace.RunAsync("prepare");

        Assert.Equal(1, run.ExitCode);
        Assert.Contains("there is no lake at", run.Error, StringComparison.Ordinal);
        Assert.False(Directory.Exists(_workspace.LakePath));
    }

    [Theory]
    [InlineData("--view-weight", "much", "The setting view_weight is 'much'; give a number from 0 to 1000, such as 1.")]
    [InlineData("--purchase-weight", "-1", "The setting purchase_weight is '-1'; give a number from 0 to 1000, such as 5.")]
    [InlineData("--rating-weight", "NaN", "The setting rating_weight is 'NaN'; give a number from 0 to 1000, such as 1.")]
    [InlineData("--half-life-days", "0", "The setting half_life_days is '0'; give a number from 0.01 to 36500, such as 30.")]
    [InlineData("--rating-prior", "1e99", "The setting rating_prior is '1e99'; give a number from 0 to 1000000, such as 5.")]
    [InlineData("--sql-threads", "1.5", "The setting sql_threads is '1.5'; give a whole number from 1 to 256, such as ")]
    [InlineData("--sql-memory-limit", "lots", "The setting sql_memory_limit is 'lots'; give at least 64MB, such as 168MB or 1.5GB.")]
    [InlineData("--sql-memory-limit", "1MB", "The setting sql_memory_limit is '1MB'; give at least 64MB, such as 168MB or 1.5GB.")]
    [InlineData("--sql-memory-limit", "1GB'; DROP TABLE x; --", "The setting sql_memory_limit is '1GB'; DROP TABLE x; --'; give at least 64MB")]
    [InlineData("--as-of", "yesterday", "The setting as_of is 'yesterday', which is no time; write it in UTC as 2026-01-27T10:30:00Z, or a date alone.")]
    public async Task A_setting_that_can_not_be_used_ends_with_2_before_anything_is_done(string flag, string value, string message)
    {
        var run = await _workspace.RunAsync("ingest", "--through", "features", flag, value);

        Assert.Equal(2, run.ExitCode);
        Assert.StartsWith($"error: {message}", run.Error, StringComparison.Ordinal);
        Assert.Empty(_workspace.Catalog());
    }

    [Fact]
    public void The_usual_memory_is_enough_for_two_threads() =>
        Assert.Equal(Math.Min(2, Environment.ProcessorCount), TransformationSettings.Read(new ConfigurationBuilder().Build()).Threads);

    [Fact]
    public async Task Settings_come_from_the_file_then_the_environment_then_the_flags()
    {
        File.WriteAllText(_workspace.Combine("config.json"), """{ "view_weight": 10, "purchase_weight": 20, "half_life_days": "40", "sql_threads": 1 }""");
        Assert.Equal(0, (await _workspace.RunAsync("ingest", "--through", "prepared")).ExitCode);

        var run = await _workspace.RunAsync(["features", "--half-life-days", "60"], ("RECOMART_PURCHASE_WEIGHT", "30"), ("RECOMART_HALF_LIFE_DAYS", "50"));

        Assert.Equal((0, ""), (run.ExitCode, run.Error));
        var settings = JsonNode.Parse(File.ReadAllText(Directory.EnumerateFiles(_workspace.LakePath, "interactions_metadata.json", SearchOption.AllDirectories).Single()))!["lineage"]!["settings"]!;
        Assert.Equal("10 30 60", $"{settings["view_weight"]} {settings["purchase_weight"]} {settings["half_life_days"]}");
    }

    [Fact]
    public async Task Layers_are_made_of_all_sources_only()
    {
        var run = await _workspace.RunAsync("ingest", "users", "--through", "prepared");

        Assert.Equal(2, run.ExitCode);
        Assert.Contains("--through takes all sources", run.Error, StringComparison.Ordinal);
    }

    [SkippableFact]
    public async Task DuckDB_is_loaded_by_those_who_need_it_and_by_nobody_else()
    {
        Skip.IfNot(OperatingSystem.IsLinux(), "what a process loads is seen through the loader of Linux");

        Assert.False(await LoadsDuckDbAsync("ingest"));
        Assert.False(await LoadsDuckDbAsync("catalog"));
        Assert.False(await LoadsDuckDbAsync("prune", "--keep-days", "0", "--layer", "all"));
        Assert.True(await LoadsDuckDbAsync("prepare"));
    }

    private async Task<bool> LoadsDuckDbAsync(params string[] command)
    {
        var log = _workspace.Combine($"loaded-by-{command[0]}");
        var run = await _workspace.RunAsync(command, ("LD_DEBUG", "files"), ("LD_DEBUG_OUTPUT", log));
        Assert.Equal(0, run.ExitCode);
        var lines = Directory.EnumerateFiles(_workspace.Root, Path.GetFileName(log) + "*").SelectMany(File.ReadLines).ToList();
        Assert.Contains(lines, line => line.Contains("libc.so", StringComparison.Ordinal));
        return lines.Exists(line => line.Contains("libduckdb", StringComparison.Ordinal));
    }
}

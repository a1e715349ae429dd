namespace RecoMart.Tests.BatchIngestor;

/// <summary>Help, wrong usage, and the lake that is not there.</summary>
public sealed class CommandLineTests : IDisposable
{
    private readonly IngestorWorkspace _workspace = new();

    public void Dispose() => _workspace.Dispose();

    [Fact]
    public async Task Help_tells_commands_settings_and_exit_codes()
    {
        var run = await _workspace.RunAsync("--help");

        Assert.Equal(0, run.ExitCode);
        Assert.Equal("", run.Error);
        foreach (var word in (string[])["ingest", "verify", "catalog", "quarantine", "export", "prune", "config.json", "RECOMART_DATA_DIR", "Exit codes: 0", "--data-dir"])
            Assert.Contains(word, run.Output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("ingest", "")]
    [InlineData("verify", "--deep")]
    [InlineData("catalog", "")]
    [InlineData("quarantine", "--limit")]
    [InlineData("export", "--where")]
    [InlineData("prune", "--apply")]
    public async Task Every_command_has_help_with_the_common_flags_and_its_own(string command, string own)
    {
        var run = await _workspace.RunAsync(command, "--help");

        Assert.Equal(0, run.ExitCode);
        foreach (var flag in (string[])["--data-dir", "--storage-base", "--products-file", "--date", "--json", own])
            Assert.Contains(flag, run.Output, StringComparison.Ordinal);
        Assert.Empty(Directory.EnumerateFileSystemEntries(_workspace.DataDir));
        Assert.False(Directory.Exists(_workspace.LakePath));
    }

    [Fact]
    public async Task Without_arguments_it_shows_the_help_and_did_not_do_anything()
    {
        var run = await _workspace.RunAsync();

        Assert.Equal(2, run.ExitCode);
        Assert.Contains("Commands:", run.Output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("Unrecognized command or argument 'ingst'", "ingst")]
    [InlineData("Argument 'orders' not recognized", "ingest", "orders")]
    [InlineData("'products'", "ingest", "users", "products")]
    [InlineData("'--deep'", "catalog", "--deep")]
    [InlineData("--data-dir", "ingest", "--data-dir")]
    [InlineData("--limit takes a number of rows", "quarantine", "--limit", "-1")]
    [InlineData("--limit takes a number of rows", "quarantine", "--limit", "many")]
    [InlineData("--limit takes a number of rows", "quarantine", "--limit", "99999999999")]
    public async Task Wrong_usage_ends_with_2_and_says_on_standard_error_what_is_wrong(string complaint, params string[] arguments)
    {
        var run = await _workspace.RunAsync(arguments);

        Assert.Equal(2, run.ExitCode);
        Assert.Equal("", run.Output);
        Assert.Contains(complaint, run.Error, StringComparison.Ordinal);
        Assert.Contains("--help", run.Error, StringComparison.Ordinal);
        Assert.DoesNotContain("Exception", run.Error, StringComparison.Ordinal);
        Assert.False(Directory.Exists(_workspace.LakePath));
    }

    [Theory]
    [InlineData("verify")]
    [InlineData("catalog")]
    [InlineData("quarantine")]
    public async Task Looking_at_a_lake_that_is_not_there_ends_with_1_and_makes_none(string command)
    {
        var run = await _workspace.RunAsync(command);

        Assert.Equal(1, run.ExitCode);
        Assert.Equal("", run.Output);
        Assert.Equal($"error: there is no lake at {_workspace.LakePath}; run ingest first, or name another with --storage-base\n", run.Error);
        Assert.False(Directory.Exists(_workspace.LakePath));
    }

    [Theory]
    [InlineData("verify", "All well: 0 files")]
    [InlineData("catalog", "Nothing is in the lake")]
    [InlineData("quarantine", "Nothing was ingested")]
    public async Task An_empty_lake_is_all_well(string command, string says)
    {
        Directory.CreateDirectory(_workspace.LakePath);

        var run = await _workspace.RunAsync(command);

        Assert.Equal(0, run.ExitCode);
        Assert.Contains(says, run.Output, StringComparison.Ordinal);
        Assert.Equal("", run.Error);
    }

    [Theory]
    [InlineData(1, "verify", "--json")]
    [InlineData(1, "catalog", "--json")]
    [InlineData(1, "quarantine", "--json")]
    [InlineData(2, "ingest", "--json", "--date", "yesterday")]
    [InlineData(2, "ingest", "orders", "--json")]
    public async Task With_json_an_error_is_a_document_too(int exitCode, params string[] arguments)
    {
        var run = await _workspace.RunAsync(arguments);

        Assert.Equal(exitCode, run.ExitCode);
        Assert.Equal(["exit_code", "error"], run.Json.AsObject().Select(property => property.Key));
        Assert.Equal(exitCode, (int)run.Json["exit_code"]!);
        Assert.Contains((string)run.Json["error"]!, run.Error, StringComparison.Ordinal);
    }

    [SkippableTheory]
    [InlineData("ingest | head -1")]
    [InlineData("ingest --json 2>/dev/null | head -1")]
    public async Task A_reader_that_leaves_early_does_not_stop_the_ingest(string command)
    {
        Skip.If(OperatingSystem.IsWindows(), "needs a POSIX shell");
        _workspace.WriteCleanSources();
        var parts = command.Split(" ", 2);

        using var shell = IngestorProcess.Start("bash", ["-c", $"set -o pipefail; {IngestorProcess.ShellCommand} {parts[0]} {parts[1]}"], _workspace.Root);
        var run = await shell.FinishAsync();

        Assert.Equal(0, run.ExitCode);
        Assert.Single(run.Output.TrimEnd('\n').Split('\n'));
        Assert.Equal(9, _workspace.Catalog().Count());
    }
}

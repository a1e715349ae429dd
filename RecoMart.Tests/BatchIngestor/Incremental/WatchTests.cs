using RecoMart.BatchIngestor.Commands;

namespace RecoMart.Tests.BatchIngestor.Incremental;

public sealed class WatchTests : IDisposable
{
    private readonly IngestorWorkspace _workspace = new();

    public void Dispose() => _workspace.Dispose();

    [Theory]
    [InlineData("1s", 1)]
    [InlineData("5m", 300)]
    [InlineData("24h", 86_400)]
    public void An_interval_is_a_number_and_a_unit(string text, int seconds) => Assert.Equal(TimeSpan.FromSeconds(seconds), WatchInterval.Parse(text));

    [Theory]
    [InlineData("")]
    [InlineData("5")]
    [InlineData("0s")]
    [InlineData("25h")]
    [InlineData("86401s")]
    [InlineData("-5m")]
    [InlineData("1.5h")]
    [InlineData("5 m")]
    [InlineData("m")]
    [InlineData("999999999h")]
    [InlineData("99999999999s")]
    [InlineData("5d")]
    public async Task Anything_else_is_wrong_usage(string text)
    {
        Assert.False(WatchInterval.TryParse(text, out _));
        if (text.Length == 0 || text[0] == '-')
            return;
        var run = await _workspace.RunAsync("ingest", "--watch", text);
        Assert.Equal(2, run.ExitCode);
        Assert.Contains($"--watch '{text}' is no interval; write a whole number and s, m or h, from 1s to 24h, such as 30s, 5m or 1h.", run.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task It_takes_what_comes_and_says_one_thing_a_run_and_ends_well()
    {
        _workspace.WriteCleanSources();
        using var process = IngestorProcess.Start(_workspace.Root, ["ingest", "--watch", "1s"]);
        await process.UntilAsync(() => process.Output.Contains("Nothing new in 3 files", StringComparison.Ordinal));
        _workspace.Write("users_more.csv", IngestorWorkspace.UserHeader + "3,40,F,Mobile\n");
        await process.UntilAsync(() => process.Output.Contains("Nothing new in 4 files", StringComparison.Ordinal));

        process.Signal(IngestorProcess.Terminate);
        var run = await process.FinishAsync();

        Assert.Equal((0, ""), (run.ExitCode, run.Error));
        Assert.Equal(2, run.Lines.Count(line => line.StartsWith("Lake: ", StringComparison.Ordinal)));
        Assert.Contains(run.Lines, line => line.Contains("Watching ", StringComparison.Ordinal) && line.EndsWith("a run every 00:00:01", StringComparison.Ordinal));
        Assert.Single(_workspace.Catalog(), "validated/users/" + $"{DateTime.UtcNow:yyyy-MM-dd} 3");
        Assert.Equal(0, (await _workspace.RunAsync("verify")).ExitCode);
    }

    [Fact]
    public async Task A_run_that_fails_is_tried_again()
    {
        _workspace.WriteCleanSources();
        File.Delete(_workspace.Combine("data", "products.json"));
        using var process = IngestorProcess.Start(_workspace.Root, ["ingest", "--watch", "1s", "--through", "prepared"]);
        await process.UntilAsync(() => process.Output.Contains("is not there (setting products_file", StringComparison.Ordinal));
        await process.UntilAsync(() => process.Output.Contains("prepared failed:", StringComparison.Ordinal));
        _workspace.Write("products.json", """{"item_id":1}""");

        await process.UntilAsync(() => _workspace.Catalog().Any(dataset => dataset.StartsWith("prepared/products/", StringComparison.Ordinal)));
        await process.UntilAsync(() => process.Output.Contains("Nothing new in 3 files", StringComparison.Ordinal));
        process.Signal(IngestorProcess.Terminate);
        Assert.Equal(0, (await process.FinishAsync()).ExitCode);
    }

    [Fact]
    public async Task With_json_each_run_that_did_something_is_a_document()
    {
        _workspace.WriteCleanSources();
        using var process = IngestorProcess.Start(_workspace.Root, ["ingest", "--watch", "1h", "--json"]);
        await process.UntilAsync(() => process.Output.EndsWith("}\n", StringComparison.Ordinal));
        process.Signal(IngestorProcess.Terminate);
        var run = await process.FinishAsync();

        Assert.Equal("incremental", run.Json["mode"]!.GetValue<string>());
        Assert.All(run.Json["sources"]!.AsArray(), source => Assert.Equal("snapshot", source!["mode"]!.GetValue<string>()));
        Assert.Contains("\"run\": \"" + run.Json["run"]!.GetValue<string>(), await File.ReadAllTextAsync(_workspace.Combine("storage", "ledger", "users.json")), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_mode_that_is_none_is_wrong_usage()
    {
        var run = await _workspace.RunAsync("ingest", "--mode", "fast");

        Assert.Equal(2, run.ExitCode);
        Assert.Contains("snapshot", run.Error, StringComparison.Ordinal);
        Assert.False(Directory.Exists(_workspace.LakePath));
    }
}

using System.Diagnostics;
using RecoMart.ServiceDefaults;
using RecoMart.Storage.Lake;

namespace RecoMart.Tests.BatchIngestor.Retention;

/// <summary><c>prune</c>, as a user runs it.</summary>
public sealed class PruneCommandTests : IDisposable
{
    private readonly DatedLake _lake = new();

    public void Dispose() => _lake.Dispose();

    [Fact]
    public async Task It_shows_what_would_go_and_how_to_do_it_and_then_does_it()
    {
        await _lake.IngestAsync("01-01", "04-12");

        var shown = await RunAsync("prune", "--keep-days", "30", "--layer", "raw", "validated", "--date", "2026-04-12");
        var done = await RunAsync("prune", "--keep-days", "30", "--layer", "all", "--date", "2026-04-12", "--apply");
        var again = await RunAsync("prune", "--keep-days", "30", "--layer", "all", "--date", "2026-04-12", "--apply");

        Assert.Equal([0, 0, 0], new[] { shown.ExitCode, done.ExitCode, again.ExitCode });
        Assert.Contains("│ would go │ 2026-04-12 is newer and good │", shown.Output, StringComparison.Ordinal);
        Assert.Contains("Would delete 6 partitions from before 2026-03-13, ", shown.Output, StringComparison.Ordinal);
        Assert.Contains(" in raw, validated. Nothing was deleted: add --apply to do it.", shown.Output, StringComparison.Ordinal);
        Assert.Contains("Deleted 9 partitions from before 2026-03-13, ", done.Output, StringComparison.Ordinal);
        Assert.Contains("raw/users/2026-01-01 is deleted: ", done.Output, StringComparison.Ordinal);
        Assert.Contains("Nothing to delete in raw, validated, quarantine, prepared, features from before 2026-03-13.", again.Output, StringComparison.Ordinal);
        Assert.Equal(["04-12"], _lake.Dates("quarantine/users"));
    }

    [Fact]
    public async Task The_date_is_today_unless_another_is_given()
    {
        await _lake.IngestAsync("01-01", "01-02");

        var run = await RunAsync("prune", "--keep-days", "3", "--layer", "raw", "--json");

        Assert.Equal($"{DateTime.UtcNow.AddDays(-3):yyyy-MM-dd}", (string)run.Json["result"]!["before"]!);
    }

    [Fact]
    public async Task As_json_it_has_this_very_shape_and_a_problem_ends_it_with_1()
    {
        await _lake.IngestAsync("01-01", "01-02", "04-12");
        File.WriteAllText(_lake.PathOf("raw/users/2026-01-01/notes.txt"), "");

        var run = await RunAsync("prune", "--keep-days", "30", "--layer", "raw", "--date", "2026-04-12", "--json");

        Assert.Equal(1, run.ExitCode);
        Assert.Equal(["exit_code", "storage_base", "result"], run.Json.AsObject().Select(property => property.Key));
        Assert.Equal(
            ["applied", "layers", "before", "pruned", "kept", "problems", "pruned_bytes", "duration_seconds"],
            run.Json["result"]!.AsObject().Select(property => property.Key));
        Assert.Equal(["path", "date", "bytes", "why"], run.Json["result"]!["pruned"]![0]!.AsObject().Select(property => property.Key));
        Assert.Equal("raw/users/2026-01-01", (string)run.Json["result"]!["kept"]![0]!["path"]!);
        Assert.Equal("raw/users/2026-01-01", (string)run.Json["result"]!["problems"]![0]!["path"]!);
    }

    [Theory]
    [InlineData("'--keep-days' is required", "prune", "--layer", "raw")]
    [InlineData("'--layer' is required", "prune", "--keep-days", "3")]
    [InlineData("Argument 'row' not recognized", "prune", "--keep-days", "3", "--layer", "row")]
    [InlineData("--keep-days takes a number of days from 0 to 36500", "prune", "--keep-days", "-1", "--layer", "raw")]
    [InlineData("--keep-days takes a number of days from 0 to 36500", "prune", "--keep-days", "some", "--layer", "raw")]
    [InlineData("--keep-days takes a number of days from 0 to 36500", "prune", "--keep-days", "36501", "--layer", "raw")]
    public async Task Wrong_usage_ends_with_2_and_deletes_nothing(string complaint, params string[] arguments)
    {
        await _lake.IngestAsync("01-01", "01-02");
        var before = _lake.Workspace.Snapshot();

        var run = await RunAsync([.. arguments, "--apply"]);

        Assert.Equal(2, run.ExitCode);
        Assert.Contains(complaint, run.Error, StringComparison.Ordinal);
        Assert.Equal(before, _lake.Workspace.Snapshot());
    }

    [Fact]
    public async Task The_first_days_of_the_calendar_are_no_problem()
    {
        await _lake.IngestAsync("01-01");

        var run = await RunAsync("prune", "--keep-days", "36500", "--layer", "all", "--date", "0001-01-01");

        Assert.Equal(0, run.ExitCode);
        Assert.Contains("from before 0001-01-01.", run.Output, StringComparison.Ordinal);
    }

    [SkippableFact]
    public async Task To_delete_it_waits_for_another_command_and_to_look_it_does_not()
    {
        Skip.IfNot(OperatingSystem.IsLinux(), "the signals' numbers are Linux's");
        await _lake.IngestAsync("01-01", "01-02");
        using var held = await _lake.Workspace.Lake.LockAsync(_ => { }, CancellationToken.None);

        var shown = await RunAsync("prune", "--keep-days", "0", "--layer", "raw");
        using var process = IngestorProcess.Start(_lake.Workspace.Root, ["prune", "--keep-days", "0", "--layer", "raw", "--apply"]);
        await process.UntilAsync(() => process.Output.Contains("waiting for it to end", StringComparison.Ordinal));
        process.Signal(IngestorProcess.Interrupt);
        var run = await process.FinishAsync();

        Assert.Equal((0, 130), (shown.ExitCode, run.ExitCode));
        Assert.Contains("Stopped. What was not deleted yet is there as a whole.", run.Error, StringComparison.Ordinal);
        Assert.Equal(["01-01", "01-02"], _lake.Dates("raw/users"));
    }

    [Fact]
    public async Task A_run_is_one_trace_with_a_span_for_each_step()
    {
        await _lake.IngestAsync("01-01", "01-02");
        File.WriteAllText(_lake.PathOf("raw/products/2026-01-01/notes.txt"), "");
        using var spans = new CollectedActivities(TelemetryNames.BatchActivitySource);
        using var test = new Activity("test").Start();

        var result = await _lake.PruneAsync(0, apply: true, LakeLayer.Raw);

        var all = spans.Of(test.TraceId);
        var run = Assert.Single(all, span => span.ParentSpanId == test.SpanId);
        Assert.Equal(("prune", 2, result.PrunedBytes), (run.OperationName, run.GetTagItem(TelemetryNames.BatchFiles), run.GetTagItem(TelemetryNames.BatchBytes)));
        Assert.Equal((ActivityStatusCode.Error, DatedLake.Problems(result).Single()), (run.Status, run.StatusDescription));
        Assert.Equal(
            ["prune: Check raw/users", "prune: Delete raw/users", "prune: Check raw/products", "prune: Check raw/transactions", "prune: Delete raw/transactions"],
            all.Where(span => span.ParentSpanId == run.SpanId).OrderBy(span => span.StartTimeUtc).Select(span => span.OperationName));
    }

    private Task<IngestorRun> RunAsync(params string[] arguments) => _lake.Workspace.RunAsync(arguments);
}

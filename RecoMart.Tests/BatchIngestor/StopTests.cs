using RecoMart.Benchmarks.Generation;

namespace RecoMart.Tests.BatchIngestor;

/// <summary>Ctrl+C, termination, and two ingests at once.</summary>
public sealed class StopTests : IDisposable
{
    private const string Date = IngestorWorkspace.Date;

    private readonly IngestorWorkspace _workspace = new();

    public void Dispose() => _workspace.Dispose();

    [SkippableTheory]
    [InlineData(IngestorProcess.Interrupt, false)]
    [InlineData(IngestorProcess.Terminate, true)]
    public async Task A_signal_in_the_middle_of_an_ingest_ends_it_soon_and_leaves_the_old_version(int signal, bool json)
    {
        Skip.IfNot(OperatingSystem.IsLinux(), "the signals' numbers are Linux's");
        await _workspace.WriteCleanSources().RunAsync("ingest", "--date", Date);
        var before = _workspace.Snapshot();
        WriteTransactions("data", 1_500_000);

        using var process = IngestorProcess.Start(_workspace.Root, ["ingest", "transactions", "--date", Date, .. json ? new[] { "--json" } : []]);
        await process.UntilAsync(IsWriting);
        process.Signal(signal);
        var sent = DateTime.UtcNow;
        var run = await process.FinishAsync();

        Assert.Equal(130, run.ExitCode);
        Assert.InRange(DateTime.UtcNow - sent, TimeSpan.Zero, TimeSpan.FromSeconds(10));
        Assert.Contains("Stopped. What was not finished is not in the lake; the version before it is.", run.Error, StringComparison.Ordinal);
        if (json)
            Assert.Equal(130, (int)run.Json["exit_code"]!);
        Assert.Equal(before, _workspace.Snapshot());
        Assert.Empty(_workspace.Pending());
        Assert.Equal(0, (await _workspace.RunAsync("verify")).ExitCode);
    }

    [SkippableFact]
    public async Task Of_two_ingests_at_once_one_waits_and_says_for_whom_and_both_are_whole()
    {
        Skip.IfNot(OperatingSystem.IsLinux(), "the signals' numbers are Linux's");
        WriteTransactions("data", 300_000);
        Directory.CreateDirectory(_workspace.Combine("other"));
        File.WriteAllText(_workspace.Combine("other", "transactions.csv"), IngestorWorkspace.TransactionHeader + "1,2,view,,2026-01-27\n1,2,wiew,,2026-01-27\n");

        using var first = IngestorProcess.Start(_workspace.Root, ["ingest", "transactions", "--date", Date]);
        await first.UntilAsync(IsWriting);
        first.Signal(IngestorProcess.Stop);
        using var second = IngestorProcess.Start(_workspace.Root, ["ingest", "transactions", "--date", Date, "--data-dir", "other"]);
        await second.UntilAsync(() => second.Output.Contains("waiting for it to end", StringComparison.Ordinal));
        Assert.DoesNotContain("Ingesting", second.Output, StringComparison.Ordinal);
        first.Signal(IngestorProcess.Continue);
        var runs = new[] { await first.FinishAsync(), await second.FinishAsync() };

        Assert.Equal([0, 0], runs.Select(run => run.ExitCode));
        Assert.Contains($"Another command writes to {_workspace.LakePath} (process {first.Id}, since ", runs[1].Output, StringComparison.Ordinal);
        Assert.Contains("300,000", runs[0].Output, StringComparison.Ordinal);
        Assert.Equal([$"raw/transactions/{Date} 2", $"validated/transactions/{Date} 1", $"quarantine/transactions/{Date} 1"], _workspace.Catalog());
        Assert.Equal(0, (await _workspace.RunAsync("verify", "--deep")).ExitCode);
        Assert.Empty(_workspace.Pending());
    }

    [SkippableFact]
    public async Task One_that_waits_for_another_can_be_stopped()
    {
        Skip.IfNot(OperatingSystem.IsLinux(), "the signals' numbers are Linux's");
        using var held = await _workspace.WriteCleanSources().Lake.LockAsync(_ => { }, CancellationToken.None);

        using var process = IngestorProcess.Start(_workspace.Root, ["ingest"]);
        await process.UntilAsync(() => process.Output.Contains("waiting for it to end", StringComparison.Ordinal));
        process.Signal(IngestorProcess.Interrupt);

        Assert.Equal(130, (await process.FinishAsync()).ExitCode);
    }

    private bool IsWriting() => _workspace.Pending().Any(path => path.EndsWith("raw.parquet", StringComparison.Ordinal) && new FileInfo(path) is { Exists: true, Length: > 0 });

    private void WriteTransactions(string folder, long rows)
    {
        using var file = File.Create(_workspace.Combine(folder, "transactions.csv"));
        TransactionGenerator.Write(file, new TransactionOptions { Rows = rows });
    }
}

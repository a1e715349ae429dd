using RecoMart.Benchmarks.Generation;

namespace RecoMart.Tests.BatchIngestor;

public sealed class DiskFullTests : IAsyncLifetime, IDisposable
{
    private readonly IngestorWorkspace _workspace = new();
    private string? _whyNot;

    public async Task InitializeAsync()
    {
        if (!OperatingSystem.IsLinux() || !Environment.IsPrivilegedProcess)
        {
            _whyNot = "a small file system can only be mounted by root on Linux";
            return;
        }
        Directory.CreateDirectory(_workspace.LakePath);
        var mount = await RunAsync("mount", "-t", "tmpfs", "-o", "size=3m", "recomart-test", _workspace.LakePath);
        _whyNot = mount.ExitCode == 0 ? null : $"a small file system can't be mounted here: {mount.Error.Trim()}";
    }

    public async Task DisposeAsync()
    {
        if (_whyNot is null)
            await RunAsync("umount", _workspace.LakePath);
    }

    public void Dispose() => _workspace.Dispose();

    [SkippableFact]
    public async Task A_full_disk_is_a_clear_error_and_the_old_version_stays()
    {
        Skip.IfNot(_whyNot is null, _whyNot);
        Assert.Equal(0, (await _workspace.WriteCleanSources().RunAsync("ingest")).ExitCode);
        var before = _workspace.Snapshot();
        using (var file = File.Create(_workspace.Combine("data", "transactions.csv")))
            TransactionGenerator.Write(file, new TransactionOptions { Rows = 500_000 });

        var run = await _workspace.RunAsync("ingest", "transactions");

        Assert.Equal(1, run.ExitCode);
        Assert.Contains(
            $"transactions failed: the lake at {_workspace.LakePath} can't be written, and keeps the version of transactions it had: ",
            run.Output, StringComparison.Ordinal);
        Assert.Contains("No space left on device", run.Output, StringComparison.OrdinalIgnoreCase);
        Assert.Equal(before, _workspace.Snapshot());
        Assert.Empty(_workspace.Pending());
        Assert.Equal(0, (await _workspace.RunAsync("verify")).ExitCode);
    }

    private async Task<IngestorRun> RunAsync(string program, params string[] arguments)
    {
        using var process = IngestorProcess.Start(program, arguments, _workspace.Root);
        return await process.FinishAsync();
    }
}

using RecoMart.Benchmarks.Generation;
using RecoMart.Benchmarks.Measurement;
using Xunit.Abstractions;

namespace RecoMart.Tests.BatchIngestor;

public sealed class MemoryTests(ITestOutputHelper output) : IDisposable
{
    private const long MiB = 1 << 20;

    private readonly IngestorWorkspace _workspace = new();

    public void Dispose() => _workspace.Dispose();

    [SkippableFact]
    public void Memory_does_not_grow_with_the_file()
    {
        Skip.IfNot(OperatingSystem.IsLinux() && Directory.Exists("/proc/self"), "peak memory is read from /proc and wait4 of Linux");

        var small = PeakOf(2_000_000);
        var large = PeakOf(6_000_000);

        output.WriteLine($"peak of 2M rows {small / (double)MiB:F0} MiB, of 6M rows {large / (double)MiB:F0} MiB");
        Assert.InRange(large, 0, Math.Min(200 * MiB, (long)(small * 1.1) + 10_000_000));
    }

    private long PeakOf(long rows)
    {
        using (var file = File.Create(_workspace.Combine("data", "transactions.csv")))
            TransactionGenerator.Write(file, new TransactionOptions { Rows = rows });
        // Two processors wherever this runs: the collector gives each its own part of the heap.
        var run = MeasuredProcess.Run(
            [.. IngestorProcess.Command, "ingest", "transactions", "--data-dir", _workspace.DataDir, "--storage-base", _workspace.LakePath],
            new Dictionary<string, string> { ["DOTNET_PROCESSOR_COUNT"] = "2" });
        return run.PeakBytes;
    }
}

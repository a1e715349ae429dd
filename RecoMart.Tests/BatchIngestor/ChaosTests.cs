using System.Diagnostics;
using RecoMart.Benchmarks.Generation;
using RecoMart.Storage.Lake;
using Xunit.Abstractions;

namespace RecoMart.Tests.BatchIngestor;

/// <summary>
/// kill -9 at random moments: 8 of them, or 50 with RECOMART_CHAOS=full. The moments come from a fixed seed, over the measured time of a whole
/// run; two thirds of them are counted from where the files of a version are being written, and from where they are being made visible.
/// </summary>
[Trait("Category", "Chaos")]
public sealed class ChaosTests(ITestOutputHelper output) : IDisposable
{
    private const int Rows = 200_000;

    private static readonly string[] s_sources = ["users", "products", "transactions"];

    private readonly IngestorWorkspace _workspace = new();
    private readonly Random _random = new(20260127);

    public void Dispose() => _workspace.Dispose();

    [Fact]
    public async Task Killed_at_any_moment_the_lake_holds_the_old_version_or_the_new_one_in_all_layers()
    {
        var kills = Environment.GetEnvironmentVariable("RECOMART_CHAOS") == "full" ? 50 : 8;
        using (var file = File.Create(_workspace.Combine("data", "transactions.csv")))
            TransactionGenerator.Write(file, new TransactionOptions { Rows = Rows, DirtyShare = 0 });
        WriteVersion(1);
        await RunAsync();
        // The second run: the first finds nothing in the disk's cache.
        var start = Stopwatch.GetTimestamp();
        Assert.Equal(0, (await RunAsync()).ExitCode);
        var whole = Stopwatch.GetElapsedTime(start);
        var inLake = s_sources.ToDictionary(source => source, source => Expected(source, 1));
        Assert.All(s_sources, source => Assert.Equal(inLake[source], InLake(source)));

        var hit = 0;
        for (var version = 2; version < kills + 2; version++)
        {
            WriteVersion(version);
            start = Stopwatch.GetTimestamp();
            using var process = Start();
            var moment = await WaitAsync(process, version, whole);
            var running = !process.HasExited;
            // A busy machine may have been slow when it was measured.
            if (!running && Stopwatch.GetElapsedTime(start) is var elapsed && elapsed < whole)
                whole = elapsed;
            process.Kill();
            await process.FinishAsync();
            hit += running ? 1 : 0;

            var verified = await _workspace.RunAsync("verify", "--json");

            Assert.True(verified.ExitCode == 0, $"After a kill {moment}: {verified.Output}{verified.Error}");
            var outcome = new List<string>();
            foreach (var source in s_sources)
            {
                var found = InLake(source);
                var isNew = found == Expected(source, version);
                Assert.True(isNew || found == inLake[source], $"After a kill {moment}, {source} is {found}: neither {inLake[source]} nor {Expected(source, version)}.");
                inLake[source] = found;
                outcome.Add($"{source} {(isNew ? "new" : "old")}");
            }
            Assert.Empty(_workspace.Pending());
            output.WriteLine($"{moment}{(running ? "" : " (had ended)")}: {string.Join(", ", outcome)}");
        }

        Assert.InRange(hit, kills / 2, kills);
        Assert.Equal(0, (await RunAsync()).ExitCode);
        Assert.Empty(_workspace.Pending());
        Assert.All(s_sources, source => Assert.Equal(Expected(source, kills + 1), InLake(source)));
        Assert.Equal(0, (await _workspace.RunAsync("verify", "--deep")).ExitCode);
    }

    // A version differs from every other in all three layers of all sources.
    private void WriteVersion(int version)
    {
        _workspace
            .Write("users.csv", IngestorWorkspace.UserHeader + Repeat("1,20,M,Mobile\n", version) + Repeat("x,20,M,Mobile\n", version))
            .Write("products.json", Repeat("{\"item_id\":1}\n", version) + Repeat("{\"item_id\":\"x\"}\n", version))
            .Write(
                "transactions_new.csv",
                IngestorWorkspace.TransactionHeader + Repeat("1,2,view,,2026-01-27\n", version) + Repeat("1,2,wiew,,2026-01-27\n", version));

        static string Repeat(string line, int count) => string.Concat(Enumerable.Repeat(line, count));
    }

    // The rows of the layers raw, validated and quarantine.
    private static (long Raw, long Validated, long Quarantine) Expected(string source, int version) => source == "transactions"
        ? (Rows + (2 * version), Rows + version, version)
        : (version, version, version);

    private (long Raw, long Validated, long Quarantine) InLake(string source)
    {
        var entries = _workspace.Lake.List().Where(entry => entry.Partition.Source == source).ToDictionary(entry => entry.Partition.Layer);
        return (RowsOf(LakeLayer.Raw), RowsOf(LakeLayer.Validated), RowsOf(LakeLayer.Quarantine));

        long RowsOf(LakeLayer layer) => entries[layer].Metadata.RecordCount;
    }

    private async Task<string> WaitAsync(IngestorProcess process, int version, TimeSpan whole)
    {
        var share = _random.NextDouble();
        var (from, what, duration) = (version % 3) switch
        {
            0 => ((Func<bool>)(() => true), "the start", whole),
            1 => (() => IsPending("raw.parquet"), "the first byte of a file", whole / 2),
            _ => (() => IsPending("quarantine.json"), "the last metadata file", TimeSpan.FromMilliseconds(15)),
        };
        await process.UntilAsync(() => from() || process.HasExited);
        var delay = duration * share;
        var start = Stopwatch.GetTimestamp();
        // Not a timer: it would be too coarse for the commit, which takes milliseconds.
        while (!process.HasExited && Stopwatch.GetElapsedTime(start) < delay)
            Thread.Sleep(delay - Stopwatch.GetElapsedTime(start) > TimeSpan.FromMilliseconds(5) ? 2 : 0);
        return $"{delay.TotalMilliseconds:F1} ms after {what}";
    }

    private bool IsPending(string name)
    {
        try
        {
            return _workspace.Pending().Any(path => path.Contains("transactions-", StringComparison.Ordinal) && path.EndsWith(name, StringComparison.Ordinal));
        }
        catch (DirectoryNotFoundException)
        {
            // It was removed while we looked.
            return false;
        }
    }

    private IngestorProcess Start() => IngestorProcess.Start(_workspace.Root, ["ingest", "--date", IngestorWorkspace.Date]);

    private async Task<IngestorRun> RunAsync()
    {
        using var process = Start();
        return await process.FinishAsync();
    }
}

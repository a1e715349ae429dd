using System.Diagnostics;
using System.Globalization;
using Xunit.Abstractions;

namespace RecoMart.Tests.BatchIngestor.Retention;

/// <summary>kill -9 at random moments of prune: 6 of them, or 50 with RECOMART_CHAOS=full. The moments come from a fixed seed.</summary>
[Trait("Category", "Chaos")]
public sealed class PruneChaosTests(ITestOutputHelper output) : IDisposable
{
    // Old snapshots, incremental partitions among them, and what stays: a snapshot and two incremental partitions, which the ledger knows.
    private static readonly string[] s_old = [.. Enumerable.Range(1, 28).Select(day => $"02-{day:00}")];
    private static readonly string[] s_kept = ["03-01", "04-10", "04-12"];
    private static readonly string[] s_incremental = ["02-05", "02-06", "02-07", "02-20"];

    private static readonly string[] s_prune = ["prune", "--keep-days", "5", "--layer", "all", "--date", "2026-04-12", "--apply"];

    private readonly DatedLake _lake = new();
    private readonly Random _random = new(20260501);
    private readonly int _kills = Environment.GetEnvironmentVariable("RECOMART_CHAOS") == "full" ? 50 : 6;

    public void Dispose() => _lake.Dispose();

    [Fact]
    public async Task Killed_at_any_moment_a_partition_is_there_wholly_or_gone_wholly_and_what_should_stay_is_there()
    {
        await _lake.PrepareAsync([.. s_old, s_kept[0]]);
        _lake.MakeIncremental(s_incremental);
        await _lake.AddAsync(s_kept[1..]);
        Assert.Equal(0, (await VerifyAsync()).ExitCode);
        var copy = _lake.Workspace.Combine("copy");
        Copy(_lake.Workspace.LakePath, copy);
        var start = Stopwatch.GetTimestamp();
        Assert.Equal(0, (await _lake.Workspace.RunAsync(s_prune)).ExitCode);
        var whole = Stopwatch.GetElapsedTime(start);
        AssertPruned();

        var hit = 0;
        for (var kill = 0; kill < _kills; kill++)
        {
            Directory.Delete(_lake.Workspace.LakePath, recursive: true);
            Copy(copy, _lake.Workspace.LakePath);
            start = Stopwatch.GetTimestamp();
            using var process = IngestorProcess.Start(_lake.Workspace.Root, s_prune);
            // Most of a short run is its start: two thirds of the moments are counted from the first folder that has gone.
            if (kill % 3 != 0)
                await process.UntilAsync(() => process.HasExited || Tables().Any(table => _lake.Dates(table).Count() < s_old.Length + s_kept.Length));
            await Task.WhenAny(process.FinishAsync(), Task.Delay(whole * _random.NextDouble() / (kill % 3 == 0 ? 1 : 4)));
            if (process.HasExited)
                whole = TimeSpan.FromTicks(Math.Min(whole.Ticks, Stopwatch.GetElapsedTime(start).Ticks)); // the first had other tests beside it
            else
                hit++;
            process.Kill();
            await process.FinishAsync();

            var verified = await VerifyAsync();
            Assert.True(verified.ExitCode == 0, verified.Output + verified.Error);
            Assert.Empty(_lake.Workspace.Pending());
            var left = Tables().Sum(table => _lake.Dates(table).Count());
            output.WriteLine($"killed with {left} partitions left");
            foreach (var table in Tables())
            {
                Assert.Empty(Kept(table).Except(_lake.Dates(table)));
                foreach (var date in _lake.Dates(table))
                    Assert.Equal(2, Directory.EnumerateFiles(_lake.PathOf($"{table}/2026-{date}")).Count());
                // What builds on another is not there without it.
                if (!table.StartsWith("prepared", StringComparison.Ordinal))
                    Assert.All(_lake.Dates(table).Intersect(s_incremental), date => Assert.Contains($"02-{int.Parse(date[3..], CultureInfo.InvariantCulture) - 1:00}", _lake.Dates(table)));
            }
            Assert.Equal(0, (await _lake.Workspace.RunAsync(s_prune)).ExitCode);
            AssertPruned();
        }
        Assert.InRange(hit, _kills / 2, _kills);
    }

    private static IEnumerable<string> Tables() => ((string[])["raw", "validated", "quarantine", "prepared"]).SelectMany(layer => (string[])[$"{layer}/users", $"{layer}/products", $"{layer}/transactions"]);

    private Task<IngestorRun> VerifyAsync() => _lake.Workspace.RunAsync("verify");

    private void AssertPruned() => Assert.All(Tables(), table => Assert.Equal(Kept(table), _lake.Dates(table)));

    // Nothing in a made layer builds on what was made before, and products are a snapshot always.
    private static string[] Kept(string table) => table.StartsWith("prepared", StringComparison.Ordinal) || table.EndsWith("products", StringComparison.Ordinal) ? s_kept[1..] : s_kept;

    private static void Copy(string from, string to)
    {
        foreach (var folder in Directory.EnumerateDirectories(from, "*", SearchOption.AllDirectories))
            Directory.CreateDirectory(Path.Combine(to, Path.GetRelativePath(from, folder)));
        foreach (var file in Directory.EnumerateFiles(from, "*", SearchOption.AllDirectories))
            File.Copy(file, Path.Combine(to, Path.GetRelativePath(from, file)));
    }
}

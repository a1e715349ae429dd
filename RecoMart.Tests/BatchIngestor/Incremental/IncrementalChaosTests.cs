using System.Diagnostics;
using System.Globalization;
using RecoMart.Benchmarks.Generation;
using RecoMart.Tests.Storage.Lake;
using Xunit.Abstractions;

namespace RecoMart.Tests.BatchIngestor.Incremental;

/// <summary>kill -9 at random moments of incremental runs: 8 of them, or 50 with RECOMART_CHAOS=full. The moments come from a fixed seed.</summary>
[Trait("Category", "Chaos")]
public sealed class IncrementalChaosTests(ITestOutputHelper output) : IDisposable
{
    private const int Rows = 100_000;
    private const int RunsOfADay = 8;

    private readonly IngestorWorkspace _workspace = new();
    private readonly Random _random = new(20261129);

    public void Dispose() => _workspace.Dispose();

    [Fact]
    public async Task Killed_at_any_moment_each_row_is_in_the_lake_once_in_the_end_and_at_most_once_before()
    {
        var kills = Environment.GetEnvironmentVariable("RECOMART_CHAOS") == "full" ? 50 : 8;
        using (var file = File.Create(_workspace.Combine("data", "transactions.csv")))
            TransactionGenerator.Write(file, new TransactionOptions { Rows = Rows, DirtyShare = 0 });
        _workspace.Write("users_log.csv", IngestorWorkspace.UserHeader + "1000000,20,M,Mobile\n").Write("products.json", """{"item_id":1}""");
        await RunAsync(0);
        Change(1);
        var start = Stopwatch.GetTimestamp();
        await RunAsync(1);
        var whole = Stopwatch.GetElapsedTime(start);
        var hit = 0;
        for (var number = 2; number <= kills + 1; number++)
        {
            Change(number);
            start = Stopwatch.GetTimestamp();
            using var process = IngestorProcess.Start(_workspace.Root, Arguments(number));
            // Most of a short run is its start: half of the moments are counted from where something is being written.
            if (_random.Next(2) == 0)
                await process.UntilAsync(() => process.HasExited || IsPending());
            await Task.WhenAny(process.FinishAsync(), Task.Delay(whole * _random.NextDouble()));
            if (process.HasExited)
                whole = TimeSpan.FromTicks(Math.Min(whole.Ticks, Stopwatch.GetElapsedTime(start).Ticks)); // the first had other tests beside it
            else
                hit++;
            process.Kill();
            await process.FinishAsync();

            var verified = await _workspace.RunAsync("verify", "--json");

            Assert.True(verified.ExitCode == 0, $"After kill {number}: {verified.Output}{verified.Error}");
            Assert.Empty(_workspace.Pending());
            Assert.All(InLake(), file => Assert.Equal(file.Number, file.Rows));
        }
        Assert.InRange(hit, kills / 4, kills);

        await RunAsync(kills + 1);

        Assert.Equal(Enumerable.Range(1, kills + 1), InLake().Select(file => file.Number));
        Assert.All(InLake(), file => Assert.Equal(file.Number, file.Rows));
        Assert.Equal(Rows, Count("transactions", "item_id < 1000000"));
        Assert.Equal(kills + 2, Count("users", "true"));
        Assert.Equal(kills + 2, Count("users", "true", "DISTINCT user_id"));
        Assert.Equal(0, (await _workspace.RunAsync("verify", "--deep")).ExitCode);
        output.WriteLine($"{hit} of {kills} were still running; {_workspace.Catalog().Count()} datasets.");
    }

    // A new file with as many rows as its number says, one more line in a file that grows, and a file that has another version each time.
    private void Change(int number)
    {
        _workspace.Write($"transactions_{number:D3}.csv", IngestorWorkspace.TransactionHeader + string.Concat(Enumerable.Range(1, number).Select(user =>
            string.Create(CultureInfo.InvariantCulture, $"{user},{1_000_000 + number},view,,2026-01-27\n"))));
        File.AppendAllText(_workspace.Combine("data", "users_log.csv"), $"{1_000_000 + number},20,M,Mobile\n");
        _workspace.Write("products.json", $$"""{"item_id":{{number}}}""");
    }

    private IEnumerable<(int Number, int Rows)> InLake() => Query("transactions", "SELECT item_id - 1000000, count(*) FROM $file WHERE item_id > 1000000 GROUP BY 1 ORDER BY 1")
        .Select(row => row.Split('|'))
        .Select(row => (int.Parse(row[0], CultureInfo.InvariantCulture), int.Parse(row[1], CultureInfo.InvariantCulture)));

    private long Count(string source, string condition, string what = "*") =>
        long.Parse(Query(source, $"SELECT count({what}) FROM $file WHERE {condition}").Single(), CultureInfo.InvariantCulture);

    // A naive reader of all dates.
    private IReadOnlyList<string> Query(string source, string sql) => DuckDb.Query(sql, Path.Combine(_workspace.LakePath, "validated", source, "*", "*.parquet"));

    private static string[] Arguments(int number) => ["ingest", "--mode", "incremental", "--date", $"2026-02-{1 + (number / RunsOfADay):D2}"];

    private async Task RunAsync(int number)
    {
        var run = await _workspace.RunAsync(Arguments(number));
        Assert.True(run.ExitCode == 0, run.Output + run.Error);
    }

    private bool IsPending()
    {
        try
        {
            return _workspace.Pending().Any();
        }
        catch (DirectoryNotFoundException)
        {
            // It was removed while we looked.
            return true;
        }
    }
}

using System.CommandLine;
using System.Diagnostics;
using System.Globalization;
using RecoMart.Benchmarks.EventLog;
using RecoMart.Benchmarks.Measurement;

namespace RecoMart.Benchmarks.Commands;

/// <summary>
/// <c>log-retention</c>: what a month of consumed events costs the embedded log. A full log and an empty one take turns; then the full one
/// with a clock that makes all of it old enough to be trimmed, and the empty one.
/// </summary>
internal static class RetentionCommand
{
    public static Command Create()
    {
        var folder = new Option<string>("--folder") { Description = "A folder on the disk to measure; emptied at the end.", Required = true };
        var events = new Option<long>("--events") { Description = "How many events are there; 20 million are 8 a second for a month.", DefaultValueFactory = _ => 20_000_000 };
        var writers = new Option<int>("--writers") { Description = "Publishers that each wait for their event.", DefaultValueFactory = _ => 256 };
        var pairs = new Option<int>("--pairs") { Description = "How often each is measured.", DefaultValueFactory = _ => 7 };
        var seconds = new Option<double>("--seconds") { Description = "How long each time.", DefaultValueFactory = _ => 3 };
        var command = new Command("log-retention", "Measures the embedded log with a month of events against an empty one.") { folder, events, writers, pairs, seconds };
        command.SetAction((parsed, _) => RunAsync(
            parsed.GetValue(folder)!, parsed.GetValue(events), parsed.GetValue(writers), parsed.GetValue(pairs), parsed.GetValue(seconds)));
        return command;
    }

    private static async Task RunAsync(string folder, long events, int writers, int pairs, double seconds)
    {
        var (emptyFolder, fullFolder) = (Path.Combine(folder, "empty"), Path.Combine(folder, "full"));
        try
        {
            var (empty, full) = (new RetainedLog(emptyFolder), new RetainedLog(fullFolder));
            await empty.FillAsync(0);
            var watch = Stopwatch.StartNew();
            await full.FillAsync(events);
            Say($"filled with {events:N0} events in {watch.Elapsed.TotalSeconds:N0} s, {full.Bytes / 1e9:N1} GB");
            await CompareAsync("full", full, empty, TimeSpan.Zero);
            watch.Restart();
            var before = full.Trimmed();
            await CompareAsync("full, trimming", full, empty, RetainedLog.Month + TimeSpan.FromDays(1));
            Say($"trimmed {full.Trimmed() - before:N0} events in {pairs * seconds:N0} s");
        }
        finally
        {
            foreach (var made in new[] { emptyFolder, fullFolder }.Where(Directory.Exists))
                Directory.Delete(made, recursive: true);
        }

        async Task CompareAsync(string name, RetainedLog full, RetainedLog empty, TimeSpan ahead)
        {
            var (rates, latencies) = (new List<(double Full, double Empty)>(), new List<(double Full, double Empty)>());
            for (var pair = 0; pair < pairs; pair++)
            {
                var ofFull = await full.MeasureAsync(writers, seconds, ahead);
                var ofEmpty = await empty.MeasureAsync(writers, seconds, TimeSpan.Zero);
                rates.Add((ofFull.Rate, ofEmpty.Rate));
                latencies.Add((ofFull.Latency, ofEmpty.Latency));
            }
            Report($"{name}: events/s", rates, "N0");
            Report($"{name}: median ms until read", latencies, "F2");
        }
    }

    private static void Report(string what, List<(double Full, double Empty)> pairs, string format)
    {
        var (full, empty) = (Spread.Of(pairs.Select(pair => pair.Full)), Spread.Of(pairs.Select(pair => pair.Empty)));
        var ratio = Spread.Of(pairs.Select(pair => pair.Full / pair.Empty));
        Say($"{what} {full.Median.ToString(format, CultureInfo.InvariantCulture)}, empty {empty.Median.ToString(format, CultureInfo.InvariantCulture)}, ratio {ratio.Median:F2} ({ratio.Min:F2}–{ratio.Max:F2})");
    }

    private static void Say(FormattableString text) => Console.WriteLine(FormattableString.Invariant(text));
}

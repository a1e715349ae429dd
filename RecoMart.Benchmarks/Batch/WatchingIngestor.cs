using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;
using System.Text.RegularExpressions;
using RecoMart.Benchmarks.Measurement;

namespace RecoMart.Benchmarks.Batch;

/// <summary>The batch ingestor with <c>--watch</c>, as its own process: what it says of each of its runs, one after the other.</summary>
internal sealed partial class WatchingIngestor : IDisposable
{
    private static readonly TimeSpan s_patience = TimeSpan.FromMinutes(2);

    private readonly Process _process;
    private readonly BlockingCollection<(double Seconds, string? Report)> _runs = [];
    private readonly ConcurrentQueue<string> _log = [];
    private readonly List<string> _report = [];

    /// <param name="command">The ingestor and its arguments, to print reports as JSON.</param>
    /// <param name="environment">Variables on top of ours.</param>
    public WatchingIngestor(string[] command, IReadOnlyDictionary<string, string> environment)
    {
        var start = new ProcessStartInfo(command[0], command[1..]) { RedirectStandardOutput = true, RedirectStandardError = true };
        foreach (var (name, value) in environment)
            start.Environment[name] = value;
        _process = Process.Start(start)!;
        _process.OutputDataReceived += (_, line) => AddToReport(line.Data);
        _process.ErrorDataReceived += (_, line) => AddToLog(line.Data);
        _process.BeginOutputReadLine();
        _process.BeginErrorReadLine();
    }

    /// <summary>Waits for a run that finds nothing new.</summary>
    /// <returns>How long it took, in seconds.</returns>
    /// <exception cref="InvalidOperationException">The next run finds something, or none comes.</exception>
    public double AwaitNothingNew() => Next() is { Report: null } run ? run.Seconds : throw Unexpected("A run found something new");

    /// <summary>Waits for a run that reads something.</summary>
    /// <returns>What it reports, as JSON.</returns>
    /// <exception cref="InvalidOperationException">The next run finds nothing, or none comes.</exception>
    public string AwaitReport() => Next().Report ?? throw Unexpected("A run found nothing new");

    /// <summary>Stops it.</summary>
    public void Dispose()
    {
        if (!_process.HasExited)
            _ = LibC.Signal(_process.Id, LibC.Terminate);
        if (!_process.WaitForExit(s_patience))
            _process.Kill();
        _process.Dispose();
        _runs.Dispose();
    }

    private (double Seconds, string? Report) Next() => _runs.TryTake(out var run, s_patience) ? run : throw Unexpected("No run came");

    private InvalidOperationException Unexpected(string what) => new($"{what}. The ingestor said:\n{string.Join('\n', _log)}");

    private void AddToReport(string? line)
    {
        if (line is null)
            return;
        _report.Add(line);
        // The only line of the indented text that begins so.
        if (line != "}")
            return;
        _runs.Add((0, string.Join('\n', _report)));
        _report.Clear();
    }

    private void AddToLog(string? line)
    {
        if (line is null)
            return;
        _log.Enqueue(line);
        if (NothingNew().Match(line) is { Success: true } match)
            _runs.Add((double.Parse(match.Groups[1].Value, CultureInfo.InvariantCulture), null));
    }

    [GeneratedRegex(@"Nothing new in \d+ files \((\d+\.\d+) s\)$")]
    private static partial Regex NothingNew();
}

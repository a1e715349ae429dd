using System.Diagnostics;
using System.Globalization;
using Microsoft.Extensions.Logging;
using RecoMart.BatchIngestor.Ingestion;
using Spectre.Console;

namespace RecoMart.BatchIngestor.Reporting;

/// <summary>Shows how far an ingest is until it ends.</summary>
internal static class ProgressView
{
    private static readonly TimeSpan s_redraw = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan s_line = TimeSpan.FromSeconds(10);

    /// <summary>A bar with rows per second, for a terminal.</summary>
    public static Task ShowBarAsync(IAnsiConsole console, IngestProgress progress, Task ingesting) => console.Progress()
        .AutoClear(true)
        .HideCompleted(false)
        .Columns(new SpinnerColumn(), new TaskDescriptionColumn { Alignment = Justify.Left }, new ProgressBarColumn(), new PercentageColumn())
        .StartAsync(async context =>
        {
            var task = context.AddTask("starting", maxValue: 1);
            var clock = new Rate();
            while (!ingesting.IsCompleted)
            {
                if (progress.Source.Length > 0)
                {
                    task.MaxValue = Math.Max(1, progress.TotalBytes);
                    task.Value = progress.Bytes;
                    task.Description = clock.Describe(progress);
                }
                await Task.WhenAny(ingesting, Task.Delay(s_redraw));
            }
        });

    /// <summary>A log line now and then, where nobody redraws a screen.</summary>
    public static async Task LogAsync(ILogger logger, IngestProgress progress, Task ingesting)
    {
        var clock = new Rate();
        while (await Task.WhenAny(ingesting, Task.Delay(s_line)) != ingesting)
        {
            if (progress.Source.Length > 0)
                logger.Progress(clock.Describe(progress), 100.0 * progress.Bytes / Math.Max(1, progress.TotalBytes));
        }
    }

    // Rows per second since the source began.
    private sealed class Rate
    {
        private string _source = "";
        private long _start;

        public string Describe(IngestProgress progress)
        {
            if (progress.Source != _source)
            {
                _source = progress.Source;
                _start = Stopwatch.GetTimestamp();
            }
            var seconds = Math.Max(0.001, Stopwatch.GetElapsedTime(_start).TotalSeconds);
            return string.Create(CultureInfo.InvariantCulture, $"{_source}: {progress.Rows:N0} rows, {progress.Rows / seconds:N0} rows/s");
        }
    }
}

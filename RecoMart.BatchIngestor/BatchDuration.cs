using System.Diagnostics.Metrics;
using RecoMart.ServiceDefaults;

namespace RecoMart.BatchIngestor;

/// <summary>The metric of how long batch work takes.</summary>
internal static class BatchDuration
{
    private static readonly Meter s_meter = new(TelemetryNames.Meter);
    private static readonly Histogram<double> s_duration = s_meter.CreateHistogram(
        TelemetryNames.BatchDuration, "s", "Time to ingest a source, or to make a layer.", advice: new InstrumentAdvice<double>
        {
            // The SDK's own buckets are meant for milliseconds: every run would fall into the first few of them.
            HistogramBucketBoundaries = [0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60, 120, 300, 600, 1800, 3600],
        });

    /// <summary>Records one.</summary>
    /// <param name="source">The source, or the layer.</param>
    /// <param name="seconds">How long it took.</param>
    /// <param name="succeeded">Whether it was done.</param>
    public static void Record(string source, double seconds, bool succeeded) =>
        s_duration.Record(seconds, new(TelemetryNames.Source, source), new(TelemetryNames.Outcome, succeeded ? "succeeded" : "failed"));
}

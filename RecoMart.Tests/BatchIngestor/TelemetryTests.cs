using System.Collections.Concurrent;
using System.Diagnostics;
using System.Diagnostics.Metrics;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using RecoMart.BatchIngestor;
using RecoMart.BatchIngestor.Ingestion;
using RecoMart.ServiceDefaults;

namespace RecoMart.Tests.BatchIngestor;

/// <summary>The ingestion as part of a host in this process.</summary>
public sealed class TelemetryTests : IDisposable
{
    private readonly IngestorWorkspace _workspace = new();

    public void Dispose() => _workspace.Dispose();

    [Fact]
    public async Task Each_step_is_one_span_below_that_of_its_source()
    {
        var spans = new ConcurrentQueue<Activity>();
        using var listener = new ActivityListener
        {
            ShouldListenTo = source => source.Name == TelemetryNames.BatchActivitySource,
            Sample = (ref ActivityCreationOptions<ActivityContext> _) => ActivitySamplingResult.AllDataAndRecorded,
            ActivityStopped = spans.Enqueue,
        };
        ActivitySource.AddActivityListener(listener);
        _workspace.WriteCleanSources().Write("users_more.csv", IngestorWorkspace.UserHeader + "3,30,M,Mobile\n");
        using var host = BuildHost();
        using var test = new Activity("test").Start();

        var result = await host.Services.GetRequiredService<IngestRun>().RunAsync(null, CancellationToken.None);

        Assert.True(result.Succeeded);
        var own = spans.Where(span => span.TraceId == test.TraceId).ToList();
        var sources = own.Where(span => span.ParentSpanId == test.SpanId).OrderBy(span => span.StartTimeUtc).ToList();
        Assert.Equal(["ingest users", "ingest products", "ingest transactions"], sources.Select(span => span.OperationName));
        Assert.Equal(
            ["Discover Source Files", "Validate Files", "Read & Parse", "Merge Datasets", "Clean Data", "Store"], StepsOf(sources[0], own));
        Assert.Equal(
            ["Validate Source File", "Read JSON", "Convert to DataFrame", "Validate Data", "Store"], StepsOf(sources[1], own));
        Assert.Equal(
            ["Discover Files", "Validate Sources", "Read & Merge", "Parse Timestamps", "Validate Data", "Store"], StepsOf(sources[2], own));
        Assert.Equal(own.Count, own.Select(span => span.SpanId).Distinct().Count());
        Assert.All(own.Except(sources), span => Assert.NotNull(span.GetTagItem("recomart.step.busy_ms")));
    }

    [Fact]
    public async Task A_refused_file_makes_the_span_of_its_source_an_error()
    {
        var spans = new ConcurrentQueue<Activity>();
        using var listener = new ActivityListener
        {
            ShouldListenTo = source => source.Name == TelemetryNames.BatchActivitySource,
            Sample = (ref ActivityCreationOptions<ActivityContext> _) => ActivitySamplingResult.AllDataAndRecorded,
            ActivityStopped = spans.Enqueue,
        };
        ActivitySource.AddActivityListener(listener);
        _workspace.Write("users.csv", IngestorWorkspace.UserHeader + "1,\"2");
        using var host = BuildHost();
        using var test = new Activity("test").Start();

        await host.Services.GetRequiredService<IngestRun>().RunAsync("users", CancellationToken.None);

        var span = Assert.Single(spans, span => span.ParentSpanId == test.SpanId);
        Assert.Equal(ActivityStatusCode.Error, span.Status);
        Assert.StartsWith("users.csv, line 2, column 3: ", span.StatusDescription, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Durations_are_counted_in_buckets_made_for_seconds()
    {
        Histogram<double>? histogram = null;
        using var listener = new MeterListener
        {
            InstrumentPublished = (instrument, _) =>
            {
                if (instrument is Histogram<double> { Name: TelemetryNames.BatchDuration } found)
                    histogram = found;
            },
        };
        listener.Start();
        using var host = BuildHost();
        await host.Services.GetRequiredService<IngestRun>().RunAsync("users", CancellationToken.None);

        var boundaries = histogram?.Advice?.HistogramBucketBoundaries;
        Assert.NotNull(boundaries);
        Assert.Equal("s", histogram!.Unit);
        Assert.InRange(boundaries[0], 0.01, 0.5);
        Assert.InRange(boundaries[^1], 600, 86_400);
    }

    private static IEnumerable<string> StepsOf(Activity source, IEnumerable<Activity> spans) => spans
        .Where(span => span.ParentSpanId == source.SpanId)
        .OrderBy(span => span.StartTimeUtc)
        .Select(span => span.OperationName.Split(": ")[1]);

    private IHost BuildHost()
    {
        var builder = new HostApplicationBuilder(new HostApplicationBuilderSettings { DisableDefaults = true });
        builder.Configuration.AddInMemoryCollection([new("data_dir", _workspace.DataDir), new("storage_base", _workspace.LakePath)]);
        builder.AddBatchIngestor();
        return builder.Build();
    }
}

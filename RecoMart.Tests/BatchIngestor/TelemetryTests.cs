using System.Collections.Concurrent;
using System.Diagnostics;
using System.Diagnostics.Metrics;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using RecoMart.BatchIngestor;
using RecoMart.BatchIngestor.Ingestion;
using RecoMart.ServiceDefaults;
using RecoMart.Storage.Lake;

namespace RecoMart.Tests.BatchIngestor;

/// <summary>The ingestion as part of a host in this process.</summary>
public sealed class TelemetryTests : IDisposable
{
    private readonly IngestorWorkspace _workspace = new();
    private readonly ConcurrentQueue<Activity> _stopped = [];
    private readonly ActivityListener _listener;
    private readonly Activity _test = new Activity("test").Start();

    public TelemetryTests()
    {
        _listener = new ActivityListener
        {
            ShouldListenTo = source => source.Name == TelemetryNames.BatchActivitySource,
            Sample = (ref ActivityCreationOptions<ActivityContext> _) => ActivitySamplingResult.AllDataAndRecorded,
            ActivityStopped = _stopped.Enqueue,
        };
        ActivitySource.AddActivityListener(_listener);
    }

    private List<Activity> Spans => [.. _stopped.Where(span => span.TraceId == _test.TraceId).OrderBy(span => span.StartTimeUtc)];

    public void Dispose()
    {
        _test.Dispose();
        _listener.Dispose();
        _workspace.Dispose();
    }

    [Fact]
    public async Task A_run_is_one_trace_with_a_span_per_source_step_and_file()
    {
        _workspace.WriteCleanSources().Write("users_more.csv", IngestorWorkspace.UserHeader + "3,30,M,Mobile\n");
        using var host = BuildHost();

        var result = await host.Services.GetRequiredService<IngestRun>().RunAsync(null, LakeMode.Snapshot, CancellationToken.None);

        Assert.True(result.Succeeded);
        var run = Assert.Single(ChildrenOf(_test));
        Assert.Equal("ingest", run.OperationName);
        var sources = ChildrenOf(run);
        Assert.Equal(["ingest users", "ingest products", "ingest transactions"], sources.Select(span => span.OperationName));
        Assert.Equal(
            ["Discover Source Files", "Validate Files", "Read & Parse", "Merge Datasets", "Clean Data", "Store"], StepsOf(sources[0]));
        Assert.Equal(["Validate Source File", "Read JSON", "Convert to DataFrame", "Validate Data", "Store"], StepsOf(sources[1]));
        Assert.Equal(["Discover Files", "Validate Sources", "Read & Merge", "Parse Timestamps", "Validate Data", "Store"], StepsOf(sources[2]));
        Assert.Equal(["read users.csv", "read users_more.csv"], ChildrenOf(StepOf(sources[0], "Read & Parse")).Select(span => span.OperationName));
        Assert.Equal(["read products.json"], ChildrenOf(StepOf(sources[1], "Read JSON")).Select(span => span.OperationName));
        Assert.Equal(Spans.Count, Spans.Select(span => span.SpanId).Distinct().Count());
        Assert.All(sources.SelectMany(ChildrenOf), step => Assert.NotNull(step.GetTagItem(TelemetryNames.BatchStepBusy)));
    }

    [Fact]
    public async Task Spans_say_how_many_rows_there_were()
    {
        _workspace
            .Write("users_1.csv", IngestorWorkspace.UserHeader + "1,20,F,Mobile\n2,30,M,Mobile\nnobody,30,M,Mobile\n")
            .Write("users_2.csv", IngestorWorkspace.UserHeader + "3,30,M,Mobile\n");
        using var host = BuildHost();

        await host.Services.GetRequiredService<IngestRun>().RunAsync("users", LakeMode.Snapshot, CancellationToken.None);

        var source = Assert.Single(Spans, span => span.OperationName == "ingest users");
        Assert.Equal(4L, source.GetTagItem(TelemetryNames.BatchRowsIn));
        Assert.Equal(3L, source.GetTagItem(TelemetryNames.BatchRowsValidated));
        Assert.Equal(1L, source.GetTagItem(TelemetryNames.BatchRowsQuarantined));
        Assert.Equal(2L, StepOf(source, "Discover Source Files").GetTagItem(TelemetryNames.BatchFiles));
        Assert.Equal(4L, StepOf(source, "Merge Datasets").GetTagItem(TelemetryNames.BatchRowsIn));
        Assert.Equal(3L, StepOf(source, "Clean Data").GetTagItem(TelemetryNames.BatchRowsValidated));
        Assert.IsType<long>(StepOf(source, "Store").GetTagItem(TelemetryNames.BatchBytes));
        Assert.Equal([3L, 1L], ChildrenOf(StepOf(source, "Read & Parse")).Select(file => file.GetTagItem(TelemetryNames.BatchRowsIn)));
    }

    [Fact]
    public async Task A_refused_file_makes_its_span_and_that_of_its_source_an_error()
    {
        _workspace.Write("users.csv", IngestorWorkspace.UserHeader + "1,\"2");
        using var host = BuildHost();

        await host.Services.GetRequiredService<IngestRun>().RunAsync("users", LakeMode.Snapshot, CancellationToken.None);

        foreach (var name in new[] { "ingest users", "read users.csv" })
        {
            var span = Assert.Single(Spans, span => span.OperationName == name);
            Assert.Equal(ActivityStatusCode.Error, span.Status);
            Assert.StartsWith("users.csv, line 2, column 3: ", span.StatusDescription, StringComparison.Ordinal);
        }
        Assert.Equal(ActivityStatusCode.Error, Assert.Single(Spans, span => span.OperationName == "ingest").Status);
    }

    [Fact]
    public async Task Rows_in_quarantine_are_counted_by_reason()
    {
        var counted = new ConcurrentQueue<(long Count, string? Reason)>();
        using var listener = new MeterListener
        {
            InstrumentPublished = (instrument, listener) =>
            {
                if (instrument.Name == TelemetryNames.BatchQuarantined)
                    listener.EnableMeasurementEvents(instrument);
            },
        };
        listener.SetMeasurementEventCallback<long>((_, count, tags, _) =>
        {
            if (_test.TraceId == Activity.Current?.TraceId)
                counted.Enqueue((count, tags.ToArray().ToDictionary()[TelemetryNames.Reason] as string));
        });
        listener.Start();
        _workspace.Write("users.csv", IngestorWorkspace.UserHeader + "one,20,F,Mobile\ntwo,30,M,Mobile\n,30,M,Mobile\n");
        using var host = BuildHost();

        await host.Services.GetRequiredService<IngestRun>().RunAsync("users", LakeMode.Snapshot, CancellationToken.None);

        Assert.Equal([(1, "user_id: missing"), (2, "user_id: not an integer")], counted.OrderBy(reason => reason.Count));
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
        await host.Services.GetRequiredService<IngestRun>().RunAsync("users", LakeMode.Snapshot, CancellationToken.None);

        var boundaries = histogram?.Advice?.HistogramBucketBoundaries;
        Assert.NotNull(boundaries);
        Assert.Equal("s", histogram!.Unit);
        Assert.InRange(boundaries[0], 0.01, 0.5);
        Assert.InRange(boundaries[^1], 600, 86_400);
    }

    private List<Activity> ChildrenOf(Activity parent) => [.. Spans.Where(span => span.ParentSpanId == parent.SpanId)];

    private IEnumerable<string> StepsOf(Activity source) => ChildrenOf(source).Select(span => span.OperationName.Split(": ")[1]);

    private Activity StepOf(Activity source, string step) =>
        Assert.Single(ChildrenOf(source), span => span.OperationName.EndsWith(": " + step, StringComparison.Ordinal));

    private IHost BuildHost()
    {
        var builder = new HostApplicationBuilder(new HostApplicationBuilderSettings { DisableDefaults = true });
        builder.Configuration.AddInMemoryCollection([new("data_dir", _workspace.DataDir), new("storage_base", _workspace.LakePath)]);
        builder.Services.AddBatchIngestor(builder.Configuration);
        return builder.Build();
    }
}

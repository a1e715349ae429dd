using System.Diagnostics;
using System.Diagnostics.Metrics;
using RecoMart.ServiceDefaults;

namespace RecoMart.Tests.BatchIngestor.Transformations;

public sealed class LayerTelemetryTests : IDisposable
{
    private readonly IngestorWorkspace _workspace = new IngestorWorkspace().WriteCleanSources();
    private readonly CollectedActivities _spans = new(TelemetryNames.BatchActivitySource);
    private readonly Activity _test = new Activity("test").Start();
    private readonly LayerHost _host;

    public LayerTelemetryTests() => _host = new LayerHost(_workspace);

    public void Dispose()
    {
        _test.Dispose();
        _spans.Dispose();
        _host.Dispose();
        _workspace.Dispose();
    }

    [Fact]
    public async Task A_run_is_one_trace_with_a_span_for_each_step_and_table()
    {
        await _host.MakeAllAsync();

        var run = Assert.Single(ChildrenOf(_test.SpanId), span => span.OperationName == "features");
        Assert.Equal(
            ["features: Check Inputs", "features: Make interactions", "features: Make user_features", "features: Make item_features", "features: Store"],
            ChildrenOf(run.SpanId).Select(span => span.OperationName));
        var users = Assert.Single(ChildrenOf(run.SpanId), span => span.OperationName == "features: Make user_features");
        Assert.Equal(2L, users.GetTagItem(TelemetryNames.BatchRowsMade));
        Assert.IsType<long>(users.GetTagItem(TelemetryNames.BatchBytes));
        Assert.Equal(3, ChildrenOf(run.SpanId)[0].GetTagItem(TelemetryNames.BatchFiles));
    }

    [Fact]
    public async Task How_long_it_took_is_measured_by_layer()
    {
        var measured = new List<string>();
        using var listener = new MeterListener
        {
            InstrumentPublished = (instrument, all) =>
            {
                if (instrument.Name == TelemetryNames.BatchDuration)
                    all.EnableMeasurementEvents(instrument);
            },
        };
        listener.SetMeasurementEventCallback<double>((_, _, tags, _) =>
        {
            lock (measured)
                measured.Add($"{tags[0].Value} {tags[1].Value}");
        });
        listener.Start();

        await _host.MakeAllAsync();

        lock (measured)
            Assert.Superset(new HashSet<string> { "users succeeded", "prepared succeeded", "features succeeded" }, measured.ToHashSet());
    }

    [Fact]
    public async Task A_layer_that_is_not_made_is_an_error_of_the_run_and_of_the_step()
    {
        await _host.MakeAllAsync();
        File.AppendAllText(_workspace.Lake.FullPath("validated/users/2026-04-12/users_merged.parquet"), "x");

        var result = await _host.PrepareAsync();

        var run = ChildrenOf(_test.SpanId).Last(span => span.OperationName == "prepare");
        Assert.Equal((ActivityStatusCode.Error, result.Error), (run.Status, run.StatusDescription));
        Assert.Equal(ActivityStatusCode.Error, Assert.Single(ChildrenOf(run.SpanId)).Status);
    }

    private List<Activity> ChildrenOf(ActivitySpanId parent) =>
        [.. _spans.Of(_test.TraceId).Where(span => span.ParentSpanId == parent).OrderBy(span => span.StartTimeUtc)];
}

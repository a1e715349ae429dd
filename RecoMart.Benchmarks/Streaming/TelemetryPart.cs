using RecoMart.Benchmarks.Measurement;

namespace RecoMart.Benchmarks.Streaming;

/// <summary>
/// One event a request, to three APIs in turn: one that sends its telemetry to nobody, one that sends one in a hundred traces, one that
/// sends all. They run all the time, each with a log and a folder of its own. No consumer runs.
/// </summary>
internal sealed class TelemetryPart(StreamOptions options, Func<string, Task<StreamServices>> create, Action<string> progress)
{
    private const double WarmUp = 0.5;

    public async Task<TelemetryReport> RunAsync()
    {
        var (off, sampled, full) = (await create("no-telemetry"), await create("sampled-telemetry"), await create("full-telemetry"));
        await using var sink = await off.StartOtlpSinkAsync();
        await using var offApi = await off.StartApiAsync();
        await using var sampledApi = await sampled.StartApiAsync(sink, sampled: 0.01);
        await using var fullApi = await full.StartApiAsync(sink, sampled: 1);
        var connections = options.Connections[0];
        foreach (var api in new[] { offApi, sampledApi, fullApi })
            StreamServices.Post(api, connections, 0, options.WarmUpSeconds);

        var runs = new List<(double Off, double Sampled, double Full)>();
        for (var run = 1; run <= options.Pairs; run++)
        {
            progress($"{off.Log}: telemetry, {connections} connections, run {run} of {options.Pairs}");
            runs.Add((Post(offApi), Post(sampledApi), Post(fullApi)));
        }
        return new TelemetryReport(
            connections,
            Spread.Of(runs.Select(run => run.Off)), Spread.Of(runs.Select(run => run.Sampled)), Spread.Of(runs.Select(run => run.Full)),
            Spread.Of(runs.Select(run => run.Sampled / run.Off)), Spread.Of(runs.Select(run => run.Full / run.Off)));

        double Post(ServiceProcess api) => StreamServices.Post(api, connections, WarmUp, options.Seconds).EventsPerSecond;
    }
}

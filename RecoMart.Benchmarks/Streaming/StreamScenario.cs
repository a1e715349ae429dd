using RecoMart.Benchmarks.Measurement;

namespace RecoMart.Benchmarks.Streaming;

/// <summary>
/// API, event log, consumer and staging as processes, each part against its peer in turn, on the embedded log and where asked for on
/// Kafka. What was accepted must be in the log and in the staging file, or there are no figures.
/// </summary>
internal sealed class StreamScenario(StreamOptions options, Action<string> progress)
{
    /// <exception cref="InvalidDataException">An answer was wrong, or an event is missing, or is there twice.</exception>
    public async Task<StreamReport> RunAsync()
    {
        var logs = new List<StreamLogReport>();
        if (options.Embedded)
            logs.Add(await RunAsync(kafka: null));
        if (options.Kafka is { } kafka)
            logs.Add(await RunAsync(kafka));
        return new StreamReport(Machine.Current, logs);
    }

    private async Task<StreamLogReport> RunAsync(string? kafka)
    {
        using var workspace = new Workspace();
        IReadOnlyList<OnePostReport> onePosts = [];
        BulkReport? bulk = null;
        Latencies? latencies = null;
        TelemetryReport? telemetry = null;
        GrowthReport? growth = null;
        foreach (var part in options.Parts.Distinct())
        {
            switch (part)
            {
                case StreamPart.One:
                    onePosts = await new OnePostPart(options, await CreateAsync("one"), progress).RunAsync();
                    break;
                case StreamPart.Bulk:
                    bulk = await new BulkPart(options, CreateAsync, progress).RunAsync();
                    break;
                case StreamPart.Latency:
                    latencies = await new LatencyPart(options, await CreateAsync("latency"), progress).RunAsync();
                    break;
                case StreamPart.Telemetry:
                    telemetry = await new TelemetryPart(options, CreateAsync, progress).RunAsync();
                    break;
                case StreamPart.Growth:
                    growth = await new GrowthPart(options, new GrowingTopics(kafka, FileOf), CreateAsync, progress).RunAsync();
                    break;
            }
        }
        return new StreamLogReport(kafka is null ? MeasuredLog.Embedded : MeasuredLog.Kafka, onePosts, bulk, latencies, telemetry, growth);

        string FileOf(string name) => workspace.PathOf(name, "events.db");

        async Task<StreamServices> CreateAsync(string name)
        {
            var file = FileOf(name);
            return new StreamServices(await MeasuredLog.CreateAsync(kafka, file), Path.GetDirectoryName(file)!);
        }
    }
}

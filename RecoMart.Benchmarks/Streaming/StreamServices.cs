using System.Globalization;
using System.Security.Cryptography;
using System.Text.Json;
using RecoMart.Benchmarks.Measurement;
using RecoMart.Benchmarks.Peers;
using RecoMart.Benchmarks.Streaming.Load;
using RecoMart.Benchmarks.Streaming.Log;

namespace RecoMart.Benchmarks.Streaming;

/// <summary>RecoMart's services, the peers and the load as processes, all on one log and in one folder.</summary>
internal sealed class StreamServices(MeasuredLog log, string folder)
{
    private static readonly string s_self = typeof(StreamServices).Assembly.Location;
    private static readonly Dictionary<string, string> s_nothing = [];

    private readonly string _key = RandomNumberGenerator.GetHexString(32);

    /// <summary>The log.</summary>
    public MeasuredLog Log => log;

    /// <summary>Where events are staged.</summary>
    public string DataFolder => Path.Combine(folder, "data");

    public Task<ServiceProcess> StartApiAsync() => StartAsync("RecoMart.Api", []);

    /// <summary>Starts an API that sends its telemetry.</summary>
    /// <param name="sink">Where to.</param>
    /// <param name="sampled">The share of traces.</param>
    public Task<ServiceProcess> StartApiAsync(ServiceProcess sink, double sampled) => StartAsync("RecoMart.Api", new()
    {
        ["OTEL_EXPORTER_OTLP_ENDPOINT"] = $"http://127.0.0.1:{sink.Port}",
        ["OTEL_EXPORTER_OTLP_PROTOCOL"] = "http/protobuf",
        ["OTEL_TRACES_SAMPLER"] = "parentbased_traceidratio",
        ["OTEL_TRACES_SAMPLER_ARG"] = Text(sampled),
    });

    public Task<ServiceProcess> StartConsumerAsync(ServiceProcess api) =>
        StartAsync("RecoMart.Consumer", new() { ["Services__api__http__0"] = $"http://127.0.0.1:{api.Port}" });

    public Task<ServiceProcess> StartPeerAsync() =>
        ServiceProcess.StartAsync(url => [s_self, "minimal-api-peer", url], folder, MinimalApiPeer.Environment);

    public Task<ServiceProcess> StartOtlpSinkAsync() =>
        ServiceProcess.StartAsync(url => [s_self, "otlp-sink", url], folder, s_nothing);

    /// <summary>Posts one event at a time for some time.</summary>
    public static PostLoadResult Post(ServiceProcess server, int connections, double warmUp, double seconds) => Run<PostLoadResult>(
        PostLoad.Environment,
        "post-load", "--port", Text(server.Port), "--connections", Text(connections), "--warm-up", Text(warmUp), "--seconds", Text(seconds));

    /// <summary>Posts many events at a time.</summary>
    public static PostLoadResult PostBulk(ServiceProcess server, int connections, int posts, int size) => Run<PostLoadResult>(
        PostLoad.Environment,
        "post-load", "--port", Text(server.Port), "--connections", Text(connections), "--posts", Text(posts), "--size", Text(size));

    /// <summary>Publishes without an API, to a topic of its own: the events twice, of which the second time counts.</summary>
    public LogRun Publish(int writers, int batch, long count) => Run<LogRun>(
        s_nothing,
        "log-publish", log.Setting, "--topic", MeasuredLog.PeerTopic, "--writers", Text(writers), "--batch", Text(batch), "--warm-up", Text(count), "--count", Text(count));

    /// <summary>Reads what was published there.</summary>
    public LogRun Read(long count) => Run<LogRun>(s_nothing, "log-read", log.Setting, "--topic", MeasuredLog.PeerTopic, "--count", Text(count));

    private Task<ServiceProcess> StartAsync(string project, Dictionary<string, string> environment)
    {
        environment["RecoMart__InternalApiKey"] = _key;
        environment["RECOMART_DATA_DIR"] = DataFolder;
        foreach (var (name, value) in log.Environment)
            environment[name] = value;
        return ServiceProcess.StartAsync(_ => [Path.Combine(AppContext.BaseDirectory, $"{project}.dll")], folder, environment);
    }

    private static T Run<T>(IReadOnlyDictionary<string, string> environment, params string[] arguments) =>
        JsonSerializer.Deserialize<T>(MeasuredProcess.RunDotnet([s_self, .. arguments], environment).Output, ReportJson.Options)!;

    private static string Text(IFormattable number) => number.ToString(null, CultureInfo.InvariantCulture);
}

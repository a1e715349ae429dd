using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Http.Json;
using Microsoft.Extensions.Hosting;
using RecoMart.Messaging;

namespace RecoMart.Tests.EndToEnd;

/// <summary>API and consumer as processes on an event log, with a folder of their own.</summary>
internal sealed class StreamProcesses : IDisposable
{
    public const string Key = "0123456789abcdef0123456789abcdef";

    private static readonly TimeSpan s_deadline = TimeSpan.FromMinutes(2);

    private readonly TemporaryDirectory _folder = new();
    private readonly string? _kafka;
    private readonly string _group = $"test-{Guid.NewGuid():N}";
    private readonly int _port = ServiceProcess.FreePort();

    /// <param name="kafka">Brokers; null is the embedded log.</param>
    public StreamProcesses(string? kafka = null)
    {
        _kafka = kafka;
        Client = new HttpClient { BaseAddress = new Uri($"http://127.0.0.1:{_port}"), Timeout = TimeSpan.FromSeconds(30) };
    }

    public HttpClient Client { get; }

    public int ApiPort => _port;

    /// <summary>The consumers' group, where it is Kafka.</summary>
    public string Group => _group;

    public string DataDir => _folder.Combine("data");

    /// <summary>Where the embedded log is.</summary>
    public string EventsDir => _folder.Combine("events");

    public string EventLog => $"Data Source={Path.Combine(EventsDir, "events.db")}";

    /// <summary>Small, so that staging files roll.</summary>
    public long StagingMaxBytes { get; init; } = 1 << 30;

    /// <summary>More environment variables for the processes.</summary>
    public IReadOnlyDictionary<string, string> Environment { get; init; } = new Dictionary<string, string>();

    /// <summary>Where telemetry goes, if anywhere.</summary>
    public string? Collector { get; init; }

    public ServiceProcess StartApi() => ServiceProcess.Start("RecoMart.Api", _folder.Path, Settings(_port));

    public ServiceProcess StartConsumer() => StartConsumer(ServiceProcess.FreePort());

    public ServiceProcess StartConsumer(int port) => ServiceProcess.Start("RecoMart.Consumer", _folder.Path, Settings(port));

    public ServiceProcess StartConsumerCommand(params string[] arguments) =>
        ServiceProcess.Start("RecoMart.Consumer", _folder.Path, Settings(ServiceProcess.FreePort()), arguments);

    /// <summary>The log, in this process.</summary>
    public IHost OpenLog()
    {
        var builder = Host.CreateEmptyApplicationBuilder(new HostApplicationBuilderSettings());
        builder.Configuration["ConnectionStrings:kafka"] = _kafka ?? "";
        builder.Configuration["ConnectionStrings:event-log"] = EventLog;
        builder.AddEventLog();
        return builder.Build();
    }

    public Task<HttpResponseMessage> PostUserAsync(long id) =>
        Client.PostAsJsonAsync(new Uri("/users", UriKind.Relative), new { user_id = id, age = 28, gender = "M", device = "Mobile" });

    /// <summary>Posts until it is accepted.</summary>
    public Task AcceptUserAsync(long id) => UntilAsync(async () =>
    {
        try
        {
            using var response = await PostUserAsync(id);
            return response.StatusCode == HttpStatusCode.Created;
        }
        catch (HttpRequestException)
        {
            return false;
        }
    });

    /// <summary>What <c>/health</c> says at a port; no status where nobody answers.</summary>
    public static async Task<(HttpStatusCode? Status, string Text)> HealthAsync(int port)
    {
        using var client = new HttpClient { BaseAddress = new Uri($"http://127.0.0.1:{port}") };
        try
        {
            using var response = await client.GetAsync(new Uri("/health", UriKind.Relative));
            return (response.StatusCode, await response.Content.ReadAsStringAsync());
        }
        catch (HttpRequestException exception)
        {
            return (null, exception.Message);
        }
    }

    /// <summary>Waits until <c>/health</c> is 200 at all of these ports.</summary>
    public static async Task HealthyAsync(params int[] ports)
    {
        foreach (var port in ports)
        {
            (HttpStatusCode? Status, string Text) health = (null, "");
            await UntilAsync(async () => (health = await HealthAsync(port)).Status == HttpStatusCode.OK, () => health.Text);
        }
    }

    /// <summary>The lines of the staging files of a source, the sealed ones first, each file without its header.</summary>
    public IReadOnlyList<string> Staged(string source)
    {
        if (!Directory.Exists(DataDir))
            return [];
        var lines = new List<string>();
        foreach (var file in Directory.EnumerateFiles(DataDir, $"{source}_api_staging*.csv").OrderBy(Part))
            lines.AddRange(File.ReadLines(file).Skip(1));
        return lines;
    }

    public IReadOnlyList<long> StagedUsers() =>
        [.. Staged("users").Select(line => long.Parse(line.Split(',')[0], CultureInfo.InvariantCulture))];

    public static async Task UntilAsync(Func<Task<bool>> condition, Func<string>? explain = null)
    {
        var start = Stopwatch.GetTimestamp();
        while (!await condition())
        {
            if (Stopwatch.GetElapsedTime(start) > s_deadline)
                Assert.Fail($"It did not happen. {explain?.Invoke()}");
            await Task.Delay(10);
        }
    }

    public static Task UntilAsync(Func<bool> condition, Func<string>? explain = null) =>
        UntilAsync(() => Task.FromResult(condition()), explain);

    public void Dispose()
    {
        Client.Dispose();
        _folder.Dispose();
    }

    // Of users_api_staging.000001.csv the number; the active file is the last.
    private static int Part(string path)
    {
        var part = Path.GetFileNameWithoutExtension(path).Split('.');
        return part.Length > 1 ? int.Parse(part[1], CultureInfo.InvariantCulture) : int.MaxValue;
    }

    private Dictionary<string, string> Settings(int port)
    {
        var settings = new Dictionary<string, string>
        {
            ["RecoMart__InternalApiKey"] = Key,
            ["RECOMART_DATA_DIR"] = DataDir,
            ["RECOMART_STAGING_MAX_BYTES"] = StagingMaxBytes.ToString(CultureInfo.InvariantCulture),
            ["Services__api__http__0"] = $"http://127.0.0.1:{_port}",
            ["Urls"] = $"http://127.0.0.1:{port}",
        };
        if (Collector is null)
            settings["OTEL_SDK_DISABLED"] = "true";
        else
        {
            settings["OTEL_EXPORTER_OTLP_ENDPOINT"] = Collector;
            settings["OTEL_EXPORTER_OTLP_PROTOCOL"] = "http/protobuf";
        }
        if (_kafka is null)
            settings["ConnectionStrings__event-log"] = EventLog;
        else
        {
            settings["ConnectionStrings__kafka"] = _kafka;
            settings["RECOMART_GROUP_ID"] = _group;
        }
        foreach (var (name, value) in Environment)
            settings[name] = value;
        return settings;
    }
}

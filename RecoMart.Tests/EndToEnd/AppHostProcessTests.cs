using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;
using System.Text.RegularExpressions;
using RecoMart.Storage.Contract;
using RecoMart.Storage.Lake;

namespace RecoMart.Tests.EndToEnd;

/// <summary>The AppHost as a process of its own, as <c>./run.sh</c> starts it and a signal ends it.</summary>
public sealed partial class AppHostProcessTests : IDisposable
{
    private const int Starts = 2;

    private readonly TemporaryDirectory _directory = new();

    public void Dispose() => _directory.Dispose();

    [SkippableFact]
    public async Task Start_after_start_nothing_is_left_behind_and_no_event_is_lost()
    {
        Skip.IfNot(OperatingSystem.IsLinux(), "reads /proc to find what is left");
        Directory.CreateDirectory(_directory.Combine("data"));
        File.WriteAllText(_directory.Combine("data", "users.csv"), "user_id,age,gender,device\n1,28,M,Mobile\n");
        for (var start = 1; start <= Starts; start++)
            await StartAndStopAsync(userId: 100 + start, staged: 100 + start - 1);

        // The last event was answered, and the next start would stage it if this one did not come to it.
        Assert.Equal(0, await RunAsync("verify", "--deep", "--storage-base", _directory.Combine("storage")));
        Assert.False(Directory.Exists(_directory.Combine("storage", ".pending")) && Directory.EnumerateFileSystemEntries(_directory.Combine("storage", ".pending")).Any());
        Assert.Equal(0, await RunAsync("ingest", "users", "--data-dir", _directory.Combine("data"), "--storage-base", _directory.Combine("storage")));
    }

    [SkippableFact]
    public async Task With_an_interval_events_reach_the_lake_by_themselves_and_stopping_leaves_nothing_behind()
    {
        Skip.IfNot(OperatingSystem.IsLinux(), "reads /proc to find what is left");
        Directory.CreateDirectory(_directory.Combine("data"));
        File.WriteAllText(_directory.Combine("data", "users.csv"), "user_id,age,gender,device\n1,28,M,Mobile\n");
        var lake = new DataLakeStorage(_directory.Combine("storage"));

        await StartAndStopAsync(userId: 101, staged: 100, interval: "1s", () => lake.Exists
            && lake.List().Any(entry => entry.Partition is { Layer: LakeLayer.Validated, Source: "users" } && entry.Metadata.RecordCount == 2));

        Assert.Equal(0, await RunAsync("verify", "--deep", "--storage-base", _directory.Combine("storage")));
        Assert.Equal(["users.csv", "users_api_staging.csv"], lake.ReadLedger(SourceContract.Users)!.Files.Select(file => file.File).Order(StringComparer.Ordinal));
    }

    private async Task StartAndStopAsync(int userId, int staged, string? interval = null, Func<bool>? until = null)
    {
        using var appHost = ServiceProcess.Start(
            "RecoMart.AppHost",
            _directory.Path,
            new Dictionary<string, string>
            {
                ["RECOMART_INGEST_INTERVAL"] = interval ?? "",
                // Everything that it starts inherits this, and is known by it.
                ["RECOMART_DATA_DIR"] = _directory.Combine("data"),
                ["RECOMART_STORAGE_BASE"] = _directory.Combine("storage"),
                ["RECOMART_EVENTS_DIR"] = _directory.Combine("events"),
                ["ASPNETCORE_URLS"] = "http://localhost:15188",
                ["ASPIRE_DASHBOARD_OTLP_ENDPOINT_URL"] = "http://localhost:19188",
                ["ASPIRE_RESOURCE_SERVICE_ENDPOINT_URL"] = "http://localhost:20188",
                ["ASPIRE_ALLOW_UNSECURED_TRANSPORT"] = "true",
                // None of the ports above is used then, nor 8000.
                ["DcpPublisher__RandomizePorts"] = "true",
                ["Parameters__internal-api-key"] = "0123456789abcdef0123456789abcdef",
                ["EventLog"] = "embedded",
            });
        const string ApiLine = "API: ";
        await StreamProcesses.UntilAsync(
            // Stopped before, Aspire says that its start failed.
            () => appHost.Lines.Any(line => line.Contains("Distributed application started", StringComparison.Ordinal)) || appHost.HasExited,
            () => string.Join('\n', appHost.Lines));
        var api = new Uri(appHost.Lines.First(line => line.StartsWith(ApiLine, StringComparison.Ordinal))[ApiLine.Length..].Trim());
        using var client = new HttpClient { BaseAddress = api };
        await StreamProcesses.UntilAsync(() => IsAccepted(client, userId), () => string.Join('\n', appHost.Lines));
        if (staged > 100)
        {
            await StreamProcesses.UntilAsync(
                () => File.ReadLines(_directory.Combine("data", "users_api_staging.csv")).Count(line => line.StartsWith($"{staged},", StringComparison.Ordinal)) == 1,
                () => $"The event of the run before is not staged once:\n{File.ReadAllText(_directory.Combine("data", "users_api_staging.csv"))}");
        }

        if (until is not null)
            await StreamProcesses.UntilAsync(until, () => string.Join('\n', appHost.Lines));

        // While the event is on its way, or staged, or neither.
        Assert.Equal(0, await appHost.StopAsync());

        await StreamProcesses.UntilAsync(() => !Left().Any(), () => $"Still running:\n{string.Join('\n', Left())}");
        var ports = appHost.Lines.SelectMany(line => Address().Matches(line)).Select(match => int.Parse(match.Groups[1].Value, CultureInfo.InvariantCulture)).Distinct();
        Assert.All(ports, port => Assert.False(Listens(port), $"Port {port} is still taken."));
        Assert.DoesNotContain(appHost.Lines, line => line.StartsWith("warn", StringComparison.Ordinal) || line.StartsWith("fail", StringComparison.Ordinal));
    }

    private async Task<int> RunAsync(params string[] arguments)
    {
        using var ingestor = ServiceProcess.Start("RecoMart.BatchIngestor", _directory.Path, new Dictionary<string, string>(), arguments);
        await StreamProcesses.UntilAsync(() => ingestor.HasExited, () => string.Join('\n', ingestor.Lines));
        return await ingestor.StopAsync();
    }

    private static bool IsAccepted(HttpClient client, int userId)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, new Uri("/users", UriKind.Relative))
        {
            Content = new StringContent($$"""{"user_id":{{userId}},"age":28,"gender":"M","device":"Mobile"}""", Encoding.UTF8, "application/json"),
        };
        try
        {
            using var response = client.Send(request);
            return response.StatusCode == HttpStatusCode.Created;
        }
        catch (HttpRequestException)
        {
            // It does not listen yet.
            return false;
        }
    }

    private IEnumerable<string> Left()
    {
        foreach (var process in Directory.EnumerateDirectories("/proc").Where(name => int.TryParse(Path.GetFileName(name), out _)))
        {
            var (environment, command) = (Read(Path.Combine(process, "environ")), Read(Path.Combine(process, "cmdline")));
            if (environment.Contains(_directory.Combine("data"), StringComparison.Ordinal))
                yield return command.Replace('\0', ' ');
        }
    }

    private static string Read(string file)
    {
        try
        {
            return File.ReadAllText(file);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            // It has ended meanwhile, or is somebody else's.
            return "";
        }
    }

    private static bool Listens(int port)
    {
        using var client = new TcpClient();
        try
        {
            client.Connect(IPAddress.Loopback, port);
            return true;
        }
        catch (SocketException)
        {
            return false;
        }
    }

    [GeneratedRegex(@"http://localhost:(\d+)")]
    private static partial Regex Address();
}

using Aspire.Hosting;
using Aspire.Hosting.ApplicationModel;
using Aspire.Hosting.Testing;

namespace RecoMart.Tests.EndToEnd;

/// <summary>The real AppHost with its orchestrator and its processes, in folders of a test's own.</summary>
internal sealed class AppHostRun : IAsyncDisposable
{
    /// <summary>Where the dashboard is said to be; in truth ports are random in tests.</summary>
    public const string DashboardUrl = "http://localhost:15188";

    private const string DashboardKey = "a-key-of-the-tests";
    private const string Ingestor = "batch-ingestor";

    private readonly TemporaryDirectory _directory = new();
    private DistributedApplication? _app;

    public DistributedApplication App => _app!;

    /// <summary>What the dashboard of a started run was sent.</summary>
    public DashboardTelemetry OpenDashboard() => new(App.GetEndpoint("aspire-dashboard", "http"), DashboardKey);

    public string Combine(params string[] names) => _directory.Combine(names);

    public void WriteData(string file, string text)
    {
        Directory.CreateDirectory(_directory.Combine("data"));
        File.WriteAllText(_directory.Combine("data", file), text);
    }

    /// <summary>Builds it; nothing runs yet.</summary>
    /// <param name="eventLog">The argument that says which event log.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    public async Task BuildAsync(string eventLog, CancellationToken cancellationToken)
    {
        var builder = await DistributedApplicationTestingBuilder.CreateAsync<Projects.RecoMart_AppHost>(Arguments(eventLog), cancellationToken);
        // Nobody looks at this run's telemetry; without it the resources stop at once.
        foreach (var service in builder.Resources.OfType<ProjectResource>())
            builder.CreateResourceBuilder(service).WithEnvironment("OTEL_SDK_DISABLED", "true");
        _app = await builder.BuildAsync(cancellationToken);
    }

    /// <summary>Builds it with its dashboard, at random ports.</summary>
    /// <param name="eventLog">The argument that says which event log.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    public async Task BuildWithDashboardAsync(string eventLog, CancellationToken cancellationToken)
    {
        var builder = await DistributedApplicationTestingBuilder.CreateAsync<Projects.RecoMart_AppHost>(
            [
                .. Arguments(eventLog),
                $"--ASPNETCORE_URLS={DashboardUrl}",
                "--ASPIRE_DASHBOARD_OTLP_ENDPOINT_URL=http://localhost:4317",
                "--ASPIRE_RESOURCE_SERVICE_ENDPOINT_URL=http://localhost:4318",
                "--ASPIRE_ALLOW_UNSECURED_TRANSPORT=true",
                // Left to Aspire it would be in the user secrets, where another AppHost that starts for the first time puts its own.
                $"--AppHost:DashboardApiKey={DashboardKey}",
            ],
            (options, _) => options.DisableDashboard = false,
            cancellationToken);
        _app = await builder.BuildAsync(cancellationToken);
    }

    /// <summary>Waits until the ingestor has run.</summary>
    /// <param name="after">Only a run that started after this one counts.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    public async Task<CustomResourceSnapshot> IngestedAsync(CustomResourceSnapshot? after, CancellationToken cancellationToken)
    {
        var finished = await App.ResourceNotifications.WaitForResourceAsync(
            Ingestor,
            resource => KnownResourceStates.TerminalStates.Contains(resource.Snapshot.State?.Text)
                && resource.Snapshot.ExitCode is not null
                && (after is null || resource.Snapshot.StartTimeStamp > after.StartTimeStamp),
            cancellationToken);
        return finished.Snapshot;
    }

    /// <summary>The command <i>Ingest now</i>, to its end.</summary>
    /// <param name="last">The run before.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    public async Task IngestNowAsync(CustomResourceSnapshot last, CancellationToken cancellationToken)
    {
        var command = await App.ResourceCommands.ExecuteCommandAsync(Ingestor, "ingest-now", cancellationToken);
        Assert.True(command.Success, command.Message);
        Assert.Equal(0, (await IngestedAsync(last, cancellationToken)).ExitCode);
    }

    public async ValueTask DisposeAsync()
    {
        if (_app is not null)
        {
            using var grace = new CancellationTokenSource(TimeSpan.FromSeconds(30));
            await _app.StopAsync(grace.Token);
            await _app.DisposeAsync();
        }
        _directory.Dispose();
    }

    private string[] Arguments(string eventLog) =>
    [
        eventLog,
        "--Parameters:internal-api-key=0123456789abcdef0123456789abcdef",
        $"--data_dir={_directory.Combine("data")}",
        $"--storage_base={_directory.Combine("storage")}",
        $"--events_dir={_directory.Combine("events")}",
    ];
}

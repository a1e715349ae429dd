using Aspire.Hosting.ApplicationModel;
using Aspire.Hosting.Testing;

namespace RecoMart.Tests.AppHost;

/// <summary>The graph as the dashboard shows it, with each kind of event log; nothing is started.</summary>
public class GraphTests
{
    public static TheoryData<string, string, string[]> Kinds => new()
    {
        { "--EventLog=embedded", "event-log", [] },
        { "--ConnectionStrings:kafka=broker:9092", "kafka", [] },
        { "--EventLog=container", "kafka", ["kafka-ui"] },
    };

    [SkippableTheory]
    [MemberData(nameof(Kinds))]
    public async Task Whatever_the_event_log_is_the_graph_reads_the_same(string kind, string log, string[] others)
    {
        SkipWithoutContainer(kind);
        await using var builder = await CreateAsync(kind);

        Assert.Equal(
            new[] { "api", "batch-ingestor", "consumer", "internal-api-key", log }.Concat(others).Order(),
            builder.Resources.Where(IsShown).Select(resource => resource.Name).Order());
        Assert.Equal([log], AppModel.WaitsOf(builder.Project("api")));
        Assert.Equal(["api", log], AppModel.WaitsOf(builder.Project("consumer")).Order());
        Assert.Empty(AppModel.WaitsOf(builder.Project("batch-ingestor")));
        // The key is seen by the environment, which the next test holds.
        Assert.Equal([log], ReferencesOf(builder, "api"));
        Assert.Equal(["api", log], ReferencesOf(builder, "consumer"));
        Assert.Equal(["api"], ReferencesOf(builder, "batch-ingestor"));
    }

    [SkippableTheory]
    [MemberData(nameof(Kinds))]
    public async Task Whatever_the_event_log_is_services_get_the_same_settings(string kind, string log, string[] others)
    {
        _ = others;
        SkipWithoutContainer(kind);
        await using var builder = await CreateAsync(
            kind, "--data_dir=/some/data", "--storage_base=/some/lake", "--logs_dir=/some/logs", "--ASPNETCORE_URLS=http://localhost:15188");

        var api = await builder.EnvironmentOf(builder.Project("api"));
        var consumer = await builder.EnvironmentOf(builder.Project("consumer"));
        var ingestor = await builder.EnvironmentOf(builder.Project("batch-ingestor"));

        Assert.Equal(Path.GetFullPath("/some/data"), api["RECOMART_DATA_DIR"]);
        Assert.Equal(api["RECOMART_DATA_DIR"], ingestor["RECOMART_DATA_DIR"]);
        Assert.Equal(Path.GetFullPath("/some/lake"), api["RECOMART_STORAGE_BASE"]);
        Assert.Equal(api["RECOMART_STORAGE_BASE"], ingestor["RECOMART_STORAGE_BASE"]);
        Assert.Equal("http://localhost:15188", api["RECOMART_DASHBOARD_URL"]);
        Assert.Contains("services__api__http__0", consumer.Keys, StringComparer.OrdinalIgnoreCase);
        foreach (var environment in new[] { api, consumer })
        {
            Assert.NotEqual("", environment[$"ConnectionStrings__{log}"]);
            Assert.IsType<ParameterResource>(environment["RecoMart__InternalApiKey"]);
        }
        // It neither writes nor reads events.
        Assert.DoesNotContain(ingestor.Keys, name => name.StartsWith("ConnectionStrings__", StringComparison.Ordinal) || name == "RecoMart__InternalApiKey");
        foreach (var environment in new[] { api, consumer, ingestor })
        {
            Assert.Equal(Path.GetFullPath("/some/logs"), environment["RECOMART_LOGS_DIR"]);
            Assert.Equal("1000", environment["OTEL_EXPORTER_OTLP_TIMEOUT"]);
        }
    }

    [Fact]
    public async Task A_dashboard_whose_port_is_not_known_yet_is_not_linked_to()
    {
        await using var builder = await CreateAsync("--ASPNETCORE_URLS=http://localhost:0");

        Assert.DoesNotContain("RECOMART_DASHBOARD_URL", (await builder.EnvironmentOf(builder.Project("api"))).Keys);
    }

    [SkippableTheory]
    [MemberData(nameof(Kinds))]
    public async Task Commands_icons_and_health_are_there_with_each_kind(string kind, string log, string[] others)
    {
        _ = others;
        SkipWithoutContainer(kind);
        await using var builder = await CreateAsync(kind);

        Assert.Equal(["send-demo-events"], CommandsOf(builder, "api"));
        Assert.Equal(["replay-dead-letters"], CommandsOf(builder, "consumer"));
        Assert.Equal(["build-features", "ingest-now", "verify-lake"], CommandsOf(builder, "batch-ingestor"));
        foreach (var resource in builder.Resources.Where(resource => resource is ProjectResource || resource.Name == log))
            Assert.NotEmpty(Assert.Single(resource.Annotations.OfType<ResourceIconAnnotation>()).IconName);
        foreach (var service in new[] { "api", "consumer" })
            Assert.Single(builder.Project(service).Annotations.OfType<HealthCheckAnnotation>());
    }

    [Theory]
    [InlineData("api", new[] { "Catalogue /", "API reference /scalar" })]
    [InlineData("consumer", new[] { "Health /health" })]
    public async Task The_pages_of_a_service_are_a_click_away(string service, string[] pages)
    {
        await using var builder = await CreateAsync();
        var resource = builder.Project(service);
        var context = new ResourceUrlsCallbackContext(
            builder.ExecutionContext, resource, [new ResourceUrlAnnotation { Url = "http://localhost:8000", Endpoint = resource.GetEndpoint("http") }]);

        foreach (var annotation in resource.Annotations.OfType<ResourceUrlsCallbackAnnotation>())
            await annotation.Callback(context);

        Assert.Equal(pages, context.Urls.Select(url => $"{url.DisplayText} {url.Url}"));
    }

    [Fact]
    public async Task The_parameter_says_what_it_is_for()
    {
        await using var builder = await CreateAsync();

        var key = Assert.Single(builder.Resources.OfType<ParameterResource>());

        Assert.Contains("the API knows the consumer", key.Description, StringComparison.Ordinal);
        Assert.True(key.Secret);
    }

    private static Task<IDistributedApplicationTestingBuilder> CreateAsync(params string[] args) =>
        AppModel.CreateAsync([.. args.Any(argument => argument.StartsWith("--ConnectionStrings", StringComparison.Ordinal)) ? ["--EventLog="] : Array.Empty<string>(), .. args]);

    // Aspire adds hidden ones of its own.
    private static bool IsShown(IResource resource) => resource is ProjectResource or ContainerResource or ParameterResource or IResourceWithConnectionString;

    private static void SkipWithoutContainer(string kind) => Skip.If(
        kind == "--EventLog=container" && !RecoMart.AppHost.KafkaContainer.IsAvailable, "This build has no Kafka container (UseAspireKafka=false).");

    private static IEnumerable<string> CommandsOf(IDistributedApplicationTestingBuilder builder, string resource) =>
        builder.Project(resource).Annotations.OfType<ResourceCommandAnnotation>().Select(command => command.Name).Order();

    private static IEnumerable<string> ReferencesOf(IDistributedApplicationTestingBuilder builder, string resource) =>
        AppModel.ReferencesOf(builder.Project(resource)).Where(name => name != "internal-api-key").Distinct().Order();
}

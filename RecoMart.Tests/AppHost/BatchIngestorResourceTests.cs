using Aspire.Hosting.ApplicationModel;
using Aspire.Hosting.Testing;
using Microsoft.Extensions.DependencyInjection;

namespace RecoMart.Tests.AppHost;

/// <summary>Of the application model alone; nothing is started.</summary>
public class BatchIngestorResourceTests
{
    [Fact]
    public async Task The_graph_has_a_batch_ingestor_that_ingests_everything()
    {
        await using var builder = await CreateAsync();

        Assert.Equal(["ingest"], await Arguments(builder));
        Assert.Empty(AppModel.WaitsOf(Ingestor(builder)));
    }

    [Fact]
    public async Task With_an_interval_it_goes_on_ingesting_what_is_new_once_the_API_is_there()
    {
        await using var builder = await CreateAsync("--ingest_interval=5m");

        Assert.Equal(["ingest", "all", "--mode", "incremental", "--watch", "5m"], await Arguments(builder));
        Assert.Equal(["api"], AppModel.WaitsOf(Ingestor(builder)));
        Assert.Empty(Ingestor(builder).Annotations.OfType<ExplicitStartupAnnotation>());
        Assert.Equal(["build-features", "ingest-now", "verify-lake"], Ingestor(builder).Annotations.OfType<ResourceCommandAnnotation>().Select(command => command.Name).Order());
    }

    [Fact]
    public async Task Settings_from_the_command_line_reach_it_as_absolute_paths()
    {
        await using var builder = await CreateAsync("--data_dir=some/data", "--storage_base=/lake", "--products_file=p.json", "--logs_dir=logs");

        var environment = await Environment(builder);

        Assert.Equal(Path.Combine(Root(builder), "some", "data"), (string)environment["RECOMART_DATA_DIR"]);
        Assert.Equal(Path.GetFullPath("/lake"), environment["RECOMART_STORAGE_BASE"]);
        Assert.Equal("p.json", environment["RECOMART_PRODUCTS_FILE"]);
        Assert.Equal(Path.Combine(Root(builder), "logs"), environment["RECOMART_LOGS_DIR"]);
    }

    [Fact]
    public async Task Paths_left_out_are_absolute_too()
    {
        await using var builder = await CreateAsync();

        var environment = await Environment(builder);

        Assert.True(Path.IsPathFullyQualified((string)environment["RECOMART_DATA_DIR"]));
        Assert.True(Path.IsPathFullyQualified((string)environment["RECOMART_STORAGE_BASE"]));
    }

    [Fact]
    public async Task It_does_not_linger_when_the_dashboard_is_gone()
    {
        await using var builder = await CreateAsync();

        Assert.Equal("1000", (await Environment(builder))["OTEL_EXPORTER_OTLP_TIMEOUT"]);
    }

    [Theory]
    [InlineData("Running", ResourceCommandState.Enabled)]
    [InlineData("Finished", ResourceCommandState.Enabled)]
    [InlineData("Exited", ResourceCommandState.Enabled)]
    [InlineData("NotStarted", ResourceCommandState.Enabled)]
    [InlineData("FailedToStart", ResourceCommandState.Enabled)]
    [InlineData("Starting", ResourceCommandState.Disabled)]
    [InlineData("Waiting", ResourceCommandState.Disabled)]
    [InlineData("Stopping", ResourceCommandState.Disabled)]
    public async Task Ingest_now_is_highlighted_and_enabled_whenever_a_run_can_begin(string state, ResourceCommandState expected)
    {
        await using var builder = await CreateAsync();

        var command = IngestNow(builder);

        Assert.True(command.IsHighlighted);
        Assert.Equal("Ingest now", command.DisplayName);
        Assert.Equal(expected, StateOf(command, state));
    }

    [Theory]
    [InlineData("Running")]
    [InlineData("Waiting")]
    [InlineData("Exited")]
    public async Task With_an_interval_Ingest_now_is_a_run_beside_it_and_can_always_begin(string state)
    {
        await using var builder = await CreateAsync("--ingest_interval=5m");

        var command = IngestNow(builder);

        Assert.True(command.IsHighlighted);
        Assert.Equal("Ingests what is new into the data lake at once; every 5 minutes that is done anyhow.", command.DisplayDescription);
        Assert.Equal(ResourceCommandState.Enabled, StateOf(command, state));
    }

    private static ResourceCommandAnnotation IngestNow(IDistributedApplicationTestingBuilder builder) => Assert.Single(
        Ingestor(builder).Annotations.OfType<ResourceCommandAnnotation>(), command => command.Name == "ingest-now");

    private static ResourceCommandState StateOf(ResourceCommandAnnotation command, string state) => command.UpdateState(new UpdateCommandStateContext
    {
        ResourceSnapshot = new CustomResourceSnapshot { ResourceType = "Project", Properties = [], State = new ResourceStateSnapshot(state, null) },
        Services = new ServiceCollection().BuildServiceProvider(),
    });

    private static Task<IDistributedApplicationTestingBuilder> CreateAsync(params string[] args) => AppModel.CreateAsync(args);

    private static ProjectResource Ingestor(IDistributedApplicationTestingBuilder builder) => builder.Project("batch-ingestor");

    private static string Root(IDistributedApplicationTestingBuilder builder) => Path.GetFullPath("..", builder.AppHostDirectory);

    private static Task<Dictionary<string, object>> Environment(IDistributedApplicationTestingBuilder builder) =>
        builder.EnvironmentOf(Ingestor(builder));

    private static async Task<IList<object>> Arguments(IDistributedApplicationTestingBuilder builder)
    {
        var ingestor = Ingestor(builder);
        var context = new CommandLineArgsCallbackContext([], ingestor) { ExecutionContext = builder.ExecutionContext };
        foreach (var annotation in ingestor.Annotations.OfType<CommandLineArgsCallbackAnnotation>())
            await annotation.Callback(context);
        return context.Args;
    }
}

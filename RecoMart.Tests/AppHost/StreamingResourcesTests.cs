using Aspire.Hosting;
using Aspire.Hosting.ApplicationModel;
using RecoMart.AppHost;

namespace RecoMart.Tests.AppHost;

/// <summary>Of the application model alone; nothing is started.</summary>
public class StreamingResourcesTests
{
    private static readonly bool s_hasContainer =
        typeof(KafkaContainer).Assembly.GetReferencedAssemblies().Any(assembly => assembly.Name == "Aspire.Hosting.Kafka");

    [Fact]
    public async Task With_the_embedded_log_its_file_is_handed_to_both_services_and_brokers_of_the_environment_are_not()
    {
        await using var builder = await AppModel.CreateAsync("--events_dir=/some/events");

        var log = Assert.IsType<ConnectionStringResource>(Assert.Single(
            builder.Resources.OfType<IResourceWithConnectionString>(), resource => resource.Name == "event-log"));
        Assert.Equal($"Data Source={Path.GetFullPath("/some/events/events.db")}", await log.ConnectionStringExpression.GetValueAsync(default));
        foreach (var service in new[] { "api", "consumer" })
        {
            var environment = await builder.EnvironmentOf(builder.Project(service));
            Assert.True(environment.ContainsKey("ConnectionStrings__event-log"));
            Assert.Equal("", environment["ConnectionStrings__kafka"]);
        }
    }

    [Fact]
    public async Task The_embedded_log_is_in_the_repository_unless_told_otherwise()
    {
        await using var builder = await AppModel.CreateAsync();

        var log = builder.Resources.OfType<ConnectionStringResource>().Single(resource => resource.Name == "event-log");

        Assert.Equal(
            $"Data Source={Path.GetFullPath("../events/events.db", builder.AppHostDirectory)}",
            await log.ConnectionStringExpression.GetValueAsync(default));
    }

    [Fact]
    public async Task The_catalogue_page_gets_the_lake_and_the_address_of_the_dashboard()
    {
        await using var builder = await AppModel.CreateAsync("--storage_base=/some/lake", "--ASPNETCORE_URLS=http://localhost:15188;http://other:1");

        var environment = await builder.EnvironmentOf(builder.Project("api"));

        Assert.Equal(Path.GetFullPath("/some/lake"), environment["RECOMART_STORAGE_BASE"]);
        Assert.Equal("http://localhost:15188", environment["RECOMART_DASHBOARD_URL"]);
    }

    [Theory]
    [InlineData("--EventLog=")]
    [InlineData("--EventLog=existing")]
    public async Task Brokers_that_are_there_already_are_used_and_waited_for(string kind)
    {
        await using var builder = await AppModel.CreateAsync(kind, "--ConnectionStrings:kafka=broker:9092");

        var log = Assert.Single(builder.Resources.OfType<IResourceWithConnectionString>(), resource => resource.Name == "kafka");

        Assert.Single(log.Annotations.OfType<HealthCheckAnnotation>());
        Assert.True((await builder.EnvironmentOf(builder.Project("api"))).ContainsKey("ConnectionStrings__kafka"));
        Assert.Contains("kafka", AppModel.WaitsOf(builder.Project("api")));
    }

    [SkippableFact]
    public async Task Without_brokers_it_is_Kafka_in_a_container_that_outlives_the_AppHost()
    {
        Skip.IfNot(s_hasContainer, "This build has no Kafka container (UseAspireKafka=false).");
        await using var builder = await AppModel.CreateAsync("--EventLog=container");

        var kafka = Assert.Single(builder.Resources.OfType<ContainerResource>(), resource => resource.Name == "kafka");

        Assert.IsAssignableFrom<IResourceWithConnectionString>(kafka);
        Assert.Equal("confluentinc/confluent-local", kafka.Annotations.OfType<ContainerImageAnnotation>().Last().Image);
        Assert.Equal(ContainerLifetime.Persistent, kafka.Annotations.OfType<ContainerLifetimeAnnotation>().Last().Lifetime);
        Assert.Equal(9092, kafka.Annotations.OfType<EndpointAnnotation>().Single(endpoint => endpoint.TargetPort == 9092).Port);
        var volume = Assert.Single(kafka.Annotations.OfType<ContainerMountAnnotation>());
        Assert.Equal(("recomart-kafka", ContainerMountType.Volume, false), (volume.Source!, volume.Type, volume.IsReadOnly));
        // Else the data would be beside the volume, and gone with the container.
        Assert.Equal(volume.Target, (await builder.EnvironmentOf(kafka))["KAFKA_LOG_DIRS"]);
        Assert.Single(kafka.Annotations.OfType<HealthCheckAnnotation>());
    }

    [SkippableFact]
    public async Task The_container_has_a_page_to_look_into_it_and_both_services_wait_for_it()
    {
        Skip.IfNot(s_hasContainer, "This build has no Kafka container (UseAspireKafka=false).");
        await using var builder = await AppModel.CreateAsync("--EventLog=container");

        var page = Assert.Single(builder.Resources.OfType<ContainerResource>(), resource => resource.Name == "kafka-ui");

        Assert.Equal(8081, Assert.Single(page.Annotations.OfType<EndpointAnnotation>()).Port);
        foreach (var service in new[] { builder.Project("api"), builder.Project("consumer") })
        {
            Assert.Contains("kafka", AppModel.WaitsOf(service));
            Assert.Contains("kafka", AppModel.ReferencesOf(service));
        }
    }

    [SkippableFact]
    public void A_build_without_the_container_says_so_and_names_the_other_two_kinds()
    {
        Skip.If(s_hasContainer, "This build has a Kafka container (UseAspireKafka=true).");

        var error = Assert.Throws<InvalidDataException>(() => KafkaContainer.AddKafkaContainer(null!, "kafka"));

        Assert.Contains("UseAspireKafka=false", error.Message, StringComparison.Ordinal);
        Assert.Contains("EventLog=embedded", error.Message, StringComparison.Ordinal);
        Assert.Contains("ConnectionStrings__kafka", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Api_waits_for_the_log_and_the_consumer_for_both()
    {
        await using var builder = await AppModel.CreateAsync();

        Assert.Equal(["event-log"], AppModel.WaitsOf(builder.Project("api")));
        Assert.Equal(["api", "event-log"], AppModel.WaitsOf(builder.Project("consumer")).Order());
        Assert.Contains("api", AppModel.ReferencesOf(builder.Project("consumer")));
        Assert.Empty(AppModel.WaitsOf(builder.Project("batch-ingestor")));
    }

    [Fact]
    public async Task Both_have_the_same_secret_key_and_health_checks()
    {
        await using var builder = await AppModel.CreateAsync();
        var keys = new List<object>();
        foreach (var service in new[] { builder.Project("api"), builder.Project("consumer") })
        {
            keys.Add((await builder.EnvironmentOf(service))["RecoMart__InternalApiKey"]);
            Assert.NotEmpty(service.Annotations.OfType<HealthCheckAnnotation>());
        }

        var key = Assert.IsType<ParameterResource>(Assert.Single(keys.Distinct()));
        Assert.True(key.Secret);
    }

    [Fact]
    public async Task The_API_listens_where_the_specification_says_and_stages_where_the_ingestor_reads()
    {
        await using var builder = await AppModel.CreateAsync("--data_dir=/some/data");
        var api = builder.Project("api");

        var endpoint = Assert.Single(api.Annotations.OfType<EndpointAnnotation>(), endpoint => endpoint.Name == "http");

        Assert.Equal(8000, endpoint.Port);
        Assert.True(endpoint.IsExternal);
        Assert.Equal(Path.GetFullPath("/some/data"), (await builder.EnvironmentOf(api))["RECOMART_DATA_DIR"]);
        Assert.Equal(Path.GetFullPath("/some/data"), (await builder.EnvironmentOf(builder.Project("batch-ingestor")))["RECOMART_DATA_DIR"]);
    }
}

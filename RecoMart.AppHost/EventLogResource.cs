using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Hosting;

namespace RecoMart.AppHost;

/// <summary>The event log as a resource. Of whatever kind it is, the graph reads the same.</summary>
internal static class EventLogResource
{
    /// <summary>The resource and the connection string of Kafka.</summary>
    public const string Kafka = "kafka";

    /// <summary>The resource and the connection string of the embedded log.</summary>
    public const string Embedded = "event-log";

    private const string BrokersCheck = "kafka-brokers";

    /// <summary>Adds it.</summary>
    /// <exception cref="InvalidDataException">The settings ask for a kind there is not.</exception>
    public static IResourceBuilder<IResourceWithConnectionString> AddEventLog(this IDistributedApplicationBuilder builder, IngestionSettings settings)
    {
        var choice = EventLogChoice.Make(builder.Configuration, KafkaContainer.IsAvailable, builder.FindContainerEngine);
        builder.Eventing.Subscribe<BeforeStartEvent>((_, _) =>
        {
            Console.WriteLine($"Event log: {choice.Kind.ToString().ToLowerInvariant()} ({choice.Reason})");
            return Task.CompletedTask;
        });
        return choice.Kind switch
        {
            EventLogKind.Container => builder.AddWatchedContainer(),
            EventLogKind.Existing => builder.AddExistingBrokers(),
            _ => builder.AddEmbeddedLog(settings),
        };
    }

    /// <summary>
    /// Hands the log to a service and lets it wait for the log. Processes inherit the AppHost's environment: brokers named there would
    /// win over the embedded log that was asked for.
    /// </summary>
    public static IResourceBuilder<ProjectResource> WithEventLog(
        this IResourceBuilder<ProjectResource> service, IResourceBuilder<IResourceWithConnectionString> eventLog)
    {
        service.WithReference(eventLog).WaitFor(eventLog);
        return eventLog.Resource.Name == Embedded ? service.WithEnvironment($"ConnectionStrings__{Kafka}", "") : service;
    }

    private static string? FindContainerEngine(this IDistributedApplicationBuilder builder)
    {
        // It is not this machine that an application is published for.
        if (builder.ExecutionContext.IsPublishMode)
            return "where it is published, an engine";
        var engine = ContainerEngine.Find(builder.Configuration[ContainerEngine.Setting]);
        builder.Configuration[ContainerEngine.Setting] ??= engine;
        return engine;
    }

    private static IResourceBuilder<IResourceWithConnectionString> AddWatchedContainer(this IDistributedApplicationBuilder builder)
    {
        // First, since Aspire's own service does not come back from its start before the containers have.
        builder.Services.Insert(0, ServiceDescriptor.Singleton<IHostedService, ContainerWatch>());
        return builder.AddKafkaContainer(Kafka);
    }

    // On its own a connection string is at once healthy, and nobody would wait for the brokers.
    private static IResourceBuilder<IResourceWithConnectionString> AddExistingBrokers(this IDistributedApplicationBuilder builder)
    {
        var servers = BrokerHealthCheck.Parse(builder.Configuration.GetConnectionString(Kafka)!);
        builder.Services.AddHealthChecks().Add(
            new HealthCheckRegistration(BrokersCheck, _ => new BrokerHealthCheck(servers), failureStatus: null, tags: null));
        return builder.AddConnectionString(Kafka).WithHealthCheck(BrokersCheck);
    }

    private static IResourceBuilder<ConnectionStringResource> AddEmbeddedLog(
        this IDistributedApplicationBuilder builder, IngestionSettings settings)
    {
        var file = Path.Combine(settings.EventsDir, "events.db");
        return builder.AddConnectionString(Embedded, ReferenceExpression.Create($"Data Source={file}"));
    }
}

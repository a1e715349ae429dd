using Microsoft.Extensions.DependencyInjection.Extensions;
using RecoMart.Consumer.DeadLetters;
using RecoMart.Consumer.Health;
using RecoMart.Consumer.Reading;
using RecoMart.Consumer.Staging;
using RecoMart.Consumer.Telemetry;
using RecoMart.Messaging;
using RecoMart.ServiceDefaults;

namespace RecoMart.Consumer;

/// <summary>The stream consumer as a part of a host.</summary>
public static class StreamConsumerExtensions
{
    internal const string ApiClient = "api";

    // Where service discovery looks; the AppHost sets it.
    private const string ApiAddress = $"Services:{ApiClient}";
    private const string DefaultApi = "http://localhost:8000";

    /// <summary>
    /// Adds the consumer: it reads the topics of <see cref="EventTopics.Events"/>, has the API stage their events, and puts those that
    /// can't be staged into the dead-letter topics.
    /// </summary>
    /// <typeparam name="TBuilder">The host builder.</typeparam>
    /// <param name="builder">The host builder, with the service defaults.</param>
    /// <returns>The same <paramref name="builder"/>.</returns>
    /// <exception cref="InvalidSettingException">There is no internal key.</exception>
    /// <exception cref="EventLogSettingException">There is no event log, or not a usable one.</exception>
    public static TBuilder AddStreamConsumer<TBuilder>(this TBuilder builder)
        where TBuilder : IHostApplicationBuilder
    {
        builder.AddEventLog();
        builder.Services.AddSingleton(InternalKey.Read(builder.Configuration));
        builder.Services.TryAddSingleton(TimeProvider.System);
        builder.Services.TryAddSingleton(new ConsumerOptions());
        builder.Services.AddSingleton<ConsumerState>();
        builder.Services.AddSingleton<ConsumerMetrics>();
        builder.Services.AddSingleton<DeadLetterWriter>();
        builder.Services.AddSingleton<DeadLetterReplay>();
        builder.Services.AddSingleton(services => ActivatorUtilities.CreateInstance<StagingClient>(
            services, services.GetRequiredService<IHttpClientFactory>().CreateClient(ApiClient)));
        builder.Services.AddSingleton<DeliveryFactory>();
        builder.Services.AddHostedService<StreamWorker>();
        builder.AddApiClient();
        builder.Services.AddHealthChecks().AddCheck<ApiHealthCheck>("api");
        // A stop may have to wait for one request to the API, and for the commit after it.
        builder.Services.Configure<HostOptions>(host => host.ShutdownTimeout = TimeSpan.FromSeconds(15));
        return builder;
    }

    /// <summary>Maps the consumer's endpoints: health, and the replay of dead letters.</summary>
    /// <param name="app">The application.</param>
    /// <returns>The same <paramref name="app"/>.</returns>
    public static WebApplication MapStreamConsumer(this WebApplication app)
    {
        app.MapDefaultEndpoints();
        app.MapDeadLetterReplay();
        return app;
    }

    // Without the retries of all other clients: they would post a batch again behind the reader's back, beyond the 5 s it gives a request.
    private static void AddApiClient(this IHostApplicationBuilder builder)
    {
        if (!builder.Configuration.GetSection(ApiAddress).Exists())
            builder.Configuration.AddInMemoryCollection([new($"{ApiAddress}:http:0", DefaultApi)]);
        builder.Services
            .AddHttpClient(ApiClient, http =>
            {
                http.BaseAddress = new Uri($"http://{ApiClient}");
                http.Timeout = Timeout.InfiniteTimeSpan;
            })
            .RemoveAllResilienceHandlers()
            .RemoveAllLoggers();
    }
}

using System.Diagnostics.Metrics;
using System.Globalization;
using Confluent.Kafka;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using RecoMart.Messaging.Kafka;
using RecoMart.Messaging.Sqlite;
using RecoMart.Messaging.Telemetry;

namespace RecoMart.Messaging;

/// <summary>Registers the event log.</summary>
public static class EventLogExtensions
{
    private const string KafkaConnection = "kafka";
    private const string EmbeddedConnection = "event-log";
    private const string RetentionSetting = "EventLog:RetentionHours";
    private const string ClientLogCategory = "Aspire.Confluent.Kafka";

    /// <summary>
    /// Registers an <see cref="IEventLog"/> as a singleton, its health check <c>event-log</c>, and a background service that makes the
    /// topics of <see cref="EventTopics.All"/>, however long that takes. The log is Kafka's where <c>ConnectionStrings:kafka</c> is set (or the
    /// setting <c>bootstrap_servers</c>), else the embedded one of <c>ConnectionStrings:event-log</c>.
    /// </summary>
    /// <param name="builder">The application.</param>
    /// <returns>The same <paramref name="builder"/>.</returns>
    /// <exception cref="EventLogSettingException">None of the settings is there, or one of them can't be used.</exception>
    public static IHostApplicationBuilder AddEventLog(this IHostApplicationBuilder builder)
    {
        ArgumentNullException.ThrowIfNull(builder);

        builder.Services.TryAddSingleton(TimeProvider.System);
        var kafka = KafkaSettings.From(builder.Configuration);
        var embedded = builder.Configuration.GetConnectionString(EmbeddedConnection);
        if (!string.IsNullOrWhiteSpace(builder.Configuration.GetConnectionString(KafkaConnection)) || kafka.BootstrapServers is not null)
            builder.AddKafkaEventLog(kafka);
        else if (!string.IsNullOrWhiteSpace(embedded))
            builder.AddEmbeddedEventLog(embedded, kafka.GroupId);
        else
        {
            throw new EventLogSettingException(
                $"No event log is set: set ConnectionStrings:{KafkaConnection} to Kafka's address, for example '{KafkaSettings.DefaultServers}', or "
                + $"ConnectionStrings:{EmbeddedConnection} to a file for the embedded one, for example 'Data Source=event-log.db'.");
        }

        builder.Services.AddHealthChecks().AddCheck<EventLogHealthCheck>(EventLogHealthCheck.Name);
        builder.Services.AddHostedService<TopicKeeper>();
        return builder;
    }

    private static void AddEmbeddedEventLog(this IHostApplicationBuilder builder, string connectionString, string group)
    {
        var options = new SqliteEventLogOptions(PathOf(connectionString)) { Group = group };
        if (builder.Configuration[RetentionSetting] is { Length: > 0 } retention)
            options = options with { Retention = ParseRetention(retention) };
        builder.Services.AddSingleton<IEventLog>(services => Traced(services, new SqliteEventLog(
            options, services.GetRequiredService<TimeProvider>(), services.GetRequiredService<ILogger<SqliteEventLog>>())));
    }

    private static void AddKafkaEventLog(this IHostApplicationBuilder builder, KafkaSettings settings)
    {
        var producerConfig = new ProducerConfig();
        builder.AddKafkaProducer<byte[]?, byte[]?>(
            KafkaConnection,
            producer =>
            {
                KafkaDefaults.Apply(producer.Config, settings);
                producer.ConnectionString = OrServers(producer.ConnectionString, producer.Config, settings);
                // Its check sends a message each time; ours asks for metadata. Our spans know the request they belong to. Its metrics count
                // again what ours count, and have the client write down its statistics each second, for nobody.
                producer.DisableHealthChecks = true;
                producer.DisableTracing = true;
                producer.DisableMetrics = true;
                producerConfig = producer.Config;
            },
            (services, producer) => KafkaProducers.Prepare(producer, services.GetRequiredService<KafkaClientErrors>()));

        var consumerConfig = new ConsumerConfig();
        builder.AddKafkaConsumer<byte[]?, byte[]?>(
            KafkaConnection,
            consumer =>
            {
                KafkaDefaults.Apply(consumer.Config, settings);
                consumer.ConnectionString = OrServers(consumer.ConnectionString, consumer.Config, settings);
                consumer.DisableHealthChecks = true;
                consumer.DisableTracing = true;
                consumer.DisableMetrics = true;
                consumerConfig = consumer.Config;
            },
            (services, consumer) => KafkaConsumerFactory.Prepare(
                consumer,
                services.GetRequiredService<KafkaConsumerFactory>().RegisteredAssignment,
                services.GetRequiredService<KafkaClientErrors>()));

        // While brokers are away the client writes several lines a second. KafkaClientErrors says the same, now and then.
        if (builder.Configuration[$"Logging:LogLevel:{ClientLogCategory}"] is null)
            builder.Logging.AddFilter(ClientLogCategory, LogLevel.Critical);
        builder.Services.AddSingleton(services => new KafkaClientErrors(
            services.GetRequiredService<ILogger<KafkaEventLog>>(), services.GetRequiredService<TimeProvider>()));
        builder.Services.AddSingleton(services =>
            new KafkaConsumerFactory(consumerConfig, services.GetRequiredService<KafkaClientErrors>())
                .WithRegistered(services.GetRequiredService<IConsumer<byte[]?, byte[]?>>));
        builder.Services.AddSingleton<IEventLog>(services =>
        {
            var logger = services.GetRequiredService<ILogger<KafkaEventLog>>();
            if (producerConfig.Acks != Acks.All)
                logger.WeakAcks(producerConfig.Acks);
            return Traced(services, new KafkaEventLog(
                new KafkaProducers(
                    services.GetRequiredService<IProducer<byte[]?, byte[]?>>(),
                    producerConfig,
                    services.GetRequiredService<KafkaClientErrors>(),
                    services.GetRequiredService<TimeProvider>()),
                services.GetRequiredService<KafkaConsumerFactory>(),
                services.GetRequiredService<TimeProvider>(),
                logger));
        });
    }

    private static TracedEventLog Traced(IServiceProvider services, IEventLog log) =>
        new(log, services.GetRequiredService<IMeterFactory>());

    private static string? OrServers(string? connectionString, ClientConfig config, KafkaSettings settings) =>
        !string.IsNullOrWhiteSpace(connectionString) ? connectionString : settings.BootstrapServers ?? config.BootstrapServers;

    private static string PathOf(string connectionString)
    {
        const string example = "for example 'Data Source=event-log.db'";
        try
        {
            var path = new SqliteConnectionStringBuilder(connectionString).DataSource;
            return string.IsNullOrWhiteSpace(path) || path.StartsWith(':') || path.StartsWith("file:", StringComparison.OrdinalIgnoreCase)
                ? throw new EventLogSettingException(
                    $"The setting ConnectionStrings:{EmbeddedConnection} is '{connectionString}', which names no file; {example}.")
                : Path.GetFullPath(path);
        }
        catch (ArgumentException exception)
        {
            throw new EventLogSettingException(
                $"The setting ConnectionStrings:{EmbeddedConnection} is '{connectionString}', which can't be read; {example}.", exception);
        }
    }

    private static TimeSpan ParseRetention(string value) =>
        double.TryParse(value, CultureInfo.InvariantCulture, out var hours) && hours is >= 0 and <= 24 * 3650
            ? TimeSpan.FromHours(hours)
            : throw new EventLogSettingException(
                $"The setting {RetentionSetting} is '{value}'; it is a number of hours, for example '168'.");
}

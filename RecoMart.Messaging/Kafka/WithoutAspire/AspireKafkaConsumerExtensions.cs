using Aspire.Confluent.Kafka;
using Confluent.Kafka;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;

namespace Microsoft.Extensions.Hosting;

/// <summary>Registers a Kafka consumer as <c>Aspire.Confluent.Kafka</c> does, where that package is not to be had.</summary>
public static class AspireKafkaConsumerExtensions
{
    private const string Section = "Aspire:Confluent:Kafka:Consumer";

    /// <summary>
    /// Registers an <see cref="IConsumer{TKey, TValue}"/> as a singleton. Settings are taken from the section
    /// <c>Aspire:Confluent:Kafka:Consumer</c>, then its subsection of the connection's name, then the connection string, then
    /// <paramref name="configureSettings"/>; the last one wins. A group id is required.
    /// </summary>
    /// <typeparam name="TKey">The type of keys.</typeparam>
    /// <typeparam name="TValue">The type of values.</typeparam>
    /// <param name="builder">The application.</param>
    /// <param name="connectionName">The name of the connection string with the brokers.</param>
    /// <param name="configureSettings">Changes settings.</param>
    /// <param name="configureBuilder">Changes the consumer's builder, when it is made.</param>
    public static void AddKafkaConsumer<TKey, TValue>(
        this IHostApplicationBuilder builder,
        string connectionName,
        Action<KafkaConsumerSettings>? configureSettings,
        Action<IServiceProvider, ConsumerBuilder<TKey, TValue>>? configureBuilder)
    {
        ArgumentNullException.ThrowIfNull(builder);
        ArgumentException.ThrowIfNullOrEmpty(connectionName);

        var settings = new KafkaConsumerSettings();
        var section = builder.Configuration.GetSection(Section);
        KafkaClients.Bind(section, settings, settings.Config);
        KafkaClients.Bind(section.GetSection(connectionName), settings, settings.Config);
        settings.ConnectionString = builder.Configuration.GetConnectionString(connectionName) ?? settings.ConnectionString;
        configureSettings?.Invoke(settings);
        KafkaClients.UseConnectionString(settings.ConnectionString, settings.Config);

        builder.Services.AddSingleton(services =>
        {
            KafkaClients.RequireServers(settings.Config);
            if (settings.Config.GroupId is null)
                throw new InvalidOperationException("No group id configured.");
            var consumer = new ConsumerBuilder<TKey, TValue>(settings.Config);
            configureBuilder?.Invoke(services, consumer);
            KafkaClients.TryLog(services, log => consumer.SetLogHandler((_, message) => log(message)));
            return consumer.Build();
        });
    }
}

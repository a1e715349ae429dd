using Confluent.Kafka;
using Microsoft.Extensions.Logging.Abstractions;
using RecoMart.Messaging.Kafka;

namespace RecoMart.Tests.Messaging;

internal static class KafkaLogs
{
    /// <summary>A log as an application would have it, without the application.</summary>
    public static KafkaEventLog Open(
        string servers,
        List<IDisposable> clients,
        Action<ProducerConfig>? configure = null,
        Func<string, CancellationToken, Task<string>>? identify = null)
    {
        var settings = new KafkaSettings();
        var producerConfig = new ProducerConfig { BootstrapServers = servers };
        var consumerConfig = new ConsumerConfig { BootstrapServers = servers };
        KafkaDefaults.Apply(producerConfig, settings);
        KafkaDefaults.Apply(consumerConfig, settings);
        configure?.Invoke(producerConfig);
        var errors = new KafkaClientErrors(NullLogger.Instance, TimeProvider.System);
        var builder = new ProducerBuilder<byte[]?, byte[]?>(producerConfig).SetLogHandler((_, _) => { });
        KafkaProducers.Prepare(builder, errors);
        var producer = builder.Build();
        clients.Add(producer);
        return new KafkaEventLog(
            new KafkaProducers(producer, producerConfig, errors, TimeProvider.System),
            new KafkaConsumerFactory(consumerConfig, errors),
            TimeProvider.System,
            NullLogger<KafkaEventLog>.Instance,
            identify);
    }
}

using Confluent.Kafka;

namespace Aspire.Confluent.Kafka;

/// <summary>What <c>Aspire.Confluent.Kafka</c> lets a caller change about a producer.</summary>
public sealed class KafkaProducerSettings
{
    /// <summary>The brokers, as <c>host:port,host:port</c>; in the end it decides over <see cref="ClientConfig.BootstrapServers"/>.</summary>
    public string? ConnectionString { get; set; }

    /// <summary>The client's own settings.</summary>
    public ProducerConfig Config { get; } = new();

    /// <summary>Without Aspire's package there are no such metrics; here so that code compiles with both.</summary>
    public bool DisableMetrics { get; set; }

    /// <summary>Without Aspire's package there is no such check; here so that code compiles with both.</summary>
    public bool DisableHealthChecks { get; set; }

    /// <summary>Without Aspire's package there are no such spans; here so that code compiles with both.</summary>
    public bool DisableTracing { get; set; }
}

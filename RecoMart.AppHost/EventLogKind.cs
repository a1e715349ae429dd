namespace RecoMart.AppHost;

/// <summary>What the event log of this run is.</summary>
internal enum EventLogKind
{
    /// <summary>A Kafka container that Aspire starts.</summary>
    Container,

    /// <summary>Kafka brokers that are there already.</summary>
    Existing,

    /// <summary>The embedded log, a few files.</summary>
    Embedded,
}

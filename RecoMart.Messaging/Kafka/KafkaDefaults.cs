using Confluent.Kafka;

namespace RecoMart.Messaging.Kafka;

/// <summary>How RecoMart uses Kafka's clients, wherever nobody has configured anything else.</summary>
internal static class KafkaDefaults
{
    public static void Apply(ProducerConfig config, KafkaSettings settings)
    {
        config.Acks ??= settings.Acks;
        config.MessageSendMaxRetries ??= settings.Retries;
        // Kafka has no idempotence with weaker acks, nor without retries: there a retry after a lost answer may double an event.
        config.EnableIdempotence ??= config.Acks == Acks.All && config.MessageSendMaxRetries > 0;
        // Long enough for the events of one moment to go together; at some milliseconds, few clients that post one event at a time mostly
        // wait for it. While the brokers are busy batches grow all the same.
        // See KafkaProducers: rather fail for good than go on under another identity, in which what is sent again would be there twice.
        config.EnableGaplessGuarantee ??= config.EnableIdempotence;
        config.LingerMs ??= 0.5;
        config.CompressionType ??= CompressionType.Lz4;
        // As Java's clients place a key, so that whatever else writes to these topics keeps the order of its events with ours.
        config.Partitioner ??= Partitioner.Murmur2Random;
        config.MessageMaxBytes ??= EventLimits.DeadLetterBytes + (64 * 1024);
        config.QueueBufferingMaxKbytes ??= 128 * 1024;
        // Long after whoever waits for an event has been told that it is not taken, and the producer with it is gone.
        config.MessageTimeoutMs ??= 5 * (int)EventLimits.PublishTimeout.TotalMilliseconds;
        config.RequestTimeoutMs ??= (int)EventLimits.RequestTimeout.TotalMilliseconds;
        // So that few retries outlast the choice of a new leader.
        config.RetryBackoffMs ??= 300;
        config.RetryBackoffMaxMs ??= 3000;
        // Position and error are always there; nobody looks at the rest.
        config.DeliveryReportFields ??= "none";
        ApplyToClient(config);
    }

    public static void Apply(ConsumerConfig config, KafkaSettings settings)
    {
        config.GroupId ??= settings.GroupId;
        config.AutoOffsetReset ??= AutoOffsetReset.Earliest;
        config.EnableAutoCommit = false;
        config.EnableAutoOffsetStore = false;
        // Or events of transactions that were given up would be read.
        config.IsolationLevel = IsolationLevel.ReadCommitted;
        // Tells where nothing but marks of transactions is left, so that those are no lag.
        config.EnablePartitionEof = true;
        config.PartitionAssignmentStrategy ??= PartitionAssignmentStrategy.CooperativeSticky;
        // The default of 45 s is how long the partitions of a killed consumer would lie idle.
        config.SessionTimeoutMs ??= 10_000;
        config.HeartbeatIntervalMs ??= 3000;
        // What is read ahead of the reader is memory: 64 MB for each partition by default.
        config.QueuedMaxMessagesKbytes ??= 8 * 1024;
        config.FetchQueueBackoffMs ??= 50;
        config.AllowAutoCreateTopics ??= false;
        ApplyToClient(config);
    }

    private static void ApplyToClient(ClientConfig config)
    {
        config.ClientId ??= "recomart";
        // A broker that hangs (rather than dies) is given up after this.
        config.SocketTimeoutMs ??= 10_000;
        config.SocketKeepaliveEnable ??= true;
        config.SocketNagleDisable ??= true;
        config.LogConnectionClose ??= false;
        config.ReconnectBackoffMaxMs ??= 2000;
        // Topics that are made later, or again, are found within this time.
        config.TopicMetadataRefreshIntervalMs ??= 5000;
    }
}

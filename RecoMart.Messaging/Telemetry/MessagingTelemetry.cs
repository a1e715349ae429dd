using System.Diagnostics;
using System.Diagnostics.Metrics;

namespace RecoMart.Messaging.Telemetry;

/// <summary>
/// The names of messaging telemetry, as in OpenTelemetry's semantic conventions 1.44
/// (https://opentelemetry.io/docs/specs/semconv/messaging/), and what is measured with them.
/// </summary>
public static class MessagingTelemetry
{
    /// <summary>The activity source of the messaging spans.</summary>
    public const string ActivitySource = "RecoMart.Messaging";

    /// <summary>The meter of the messaging metrics: that of all of RecoMart's.</summary>
    public const string Meter = "RecoMart";

    /// <summary>Counter: events that were to be published, with <see cref="ErrorType"/> where that failed.</summary>
    public const string SentMessages = "messaging.client.sent.messages";

    /// <summary>Counter: events that were handed to a consumer.</summary>
    public const string ConsumedMessages = "messaging.client.consumed.messages";

    /// <summary>Histogram, in seconds: the processing of an event or a batch.</summary>
    public const string ProcessDuration = "messaging.process.duration";

    /// <summary>Attribute: <c>kafka</c> or <c>sqlite</c>.</summary>
    public const string System = "messaging.system";

    /// <summary>Attribute: what is done, as the system calls it.</summary>
    public const string OperationName = "messaging.operation.name";

    /// <summary>Attribute: what is done, as the conventions call it.</summary>
    public const string OperationType = "messaging.operation.type";

    /// <summary>Attribute: the topic.</summary>
    public const string Destination = "messaging.destination.name";

    /// <summary>Attribute: the partition, as text.</summary>
    public const string Partition = "messaging.destination.partition.id";

    /// <summary>Attribute: the group.</summary>
    public const string ConsumerGroup = "messaging.consumer.group.name";

    /// <summary>Attribute: how many events a span is about.</summary>
    public const string BatchCount = "messaging.batch.message_count";

    /// <summary>Attribute: the offset of an event.</summary>
    public const string Offset = "messaging.kafka.offset";

    /// <summary>Attribute: the key of an event.</summary>
    public const string Key = "messaging.kafka.message.key";

    /// <summary>Attribute: the class of what went wrong.</summary>
    public const string ErrorType = "error.type";

    /// <summary>The operation of publishing, its name and its type.</summary>
    public const string Send = "send";

    /// <summary>The operation of reading: its name; its type is <see cref="Receive"/>.</summary>
    public const string Poll = "poll";

    /// <summary>The type of the operation of reading.</summary>
    public const string Receive = "receive";

    /// <summary>The operation of processing, its name and its type.</summary>
    public const string Process = "process";

    internal static ActivitySource Source { get; } = new(ActivitySource);

    internal static Counter<long> CreateSentMessages(this Meter meter) =>
        meter.CreateCounter<long>(SentMessages, "{message}", "Number of messages a producer attempted to send to the event log.");

    internal static Counter<long> CreateConsumedMessages(this Meter meter) =>
        meter.CreateCounter<long>(ConsumedMessages, "{message}", "Number of messages that were delivered to the application.");
}

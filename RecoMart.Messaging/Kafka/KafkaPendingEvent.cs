using Confluent.Kafka;

namespace RecoMart.Messaging.Kafka;

/// <summary>An event on its way to the brokers.</summary>
internal sealed class KafkaPendingEvent(EventMessage message, long since)
    : PendingEvent(message, since, TaskCreationOptions.RunContinuationsAsynchronously)
{
    /// <summary>The producer that has it.</summary>
    public IProducer<byte[]?, byte[]?>? Producer { get; set; }

    /// <summary>Says what became of it; called on the client's own thread.</summary>
    public void Answer(DeliveryReport<byte[]?, byte[]?> report)
    {
        if (report.Error.IsError)
            Fail(KafkaMessages.Translate(Message, report.Error, null));
        else
            TrySetResult(new EventPosition(report.Partition.Value, report.Offset.Value));
    }
}

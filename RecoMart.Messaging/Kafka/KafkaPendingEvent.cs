using Confluent.Kafka;

namespace RecoMart.Messaging.Kafka;

/// <summary>An event on its way to the brokers.</summary>
internal sealed class KafkaPendingEvent(EventMessage message, long since, KafkaAnswers answers) : PendingEvent(message, since)
{
    /// <summary>The producer that has it.</summary>
    public IProducer<byte[]?, byte[]?>? Producer { get; set; }

    /// <summary>Is told by the client, on the client's own thread, what became of it.</summary>
    public void Report(DeliveryReport<byte[]?, byte[]?> report)
    {
        if (report.Error.IsError)
            Error = KafkaMessages.Translate(Message, report.Error, null);
        else
            Position = new EventPosition(report.Partition.Value, report.Offset.Value);
        answers.Add(this);
    }
}

using Confluent.Kafka;

namespace RecoMart.Messaging.Kafka;

/// <summary>
/// Publishes events and commits a group's offsets as one transaction. It has a producer of its own, made when it is first needed: one that
/// makes transactions can publish nothing outside of them. Not for several threads at once.
/// </summary>
internal sealed class KafkaTransactions(ProducerConfig config, KafkaClientErrors errors) : IDisposable
{
    // What is published behind an open transaction is read when that ends: a process that was killed must not keep others waiting for long.
    private static readonly TimeSpan Longest = TimeSpan.FromSeconds(10);

    // The brokers forget such a name after some days. By the same name a second producer ends what the first one has left open.
    private readonly string _name = $"recomart-{Guid.NewGuid():N}";
    private IProducer<byte[]?, byte[]?>? _producer;

    /// <summary>Does both or neither.</summary>
    /// <param name="messages">The events.</param>
    /// <param name="offsets">The offsets.</param>
    /// <param name="member">The group's member as it was when <paramref name="offsets"/> were certain to be its own.</param>
    /// <returns>False, and neither was done, if the group has been shared out anew since.</returns>
    /// <exception cref="EventRejectedException">Kafka will never take one of the events; neither was done.</exception>
    /// <exception cref="EventLogUnavailableException">It may be done or not.</exception>
    public bool Run(IReadOnlyList<EventMessage> messages, IReadOnlyList<TopicPartitionOffset> offsets, IConsumerGroupMetadata member)
    {
        Exception? rejected = null;
        try
        {
            var producer = _producer ??= Start();
            producer.BeginTransaction();
            foreach (var message in messages)
                Produce(producer, message, exception => Interlocked.CompareExchange(ref rejected, exception, null));
            producer.Flush(EventLimits.PublishTimeout);
            if (Volatile.Read(ref rejected) is { } reason)
            {
                End();
                throw reason;
            }
            if (!TrySendOffsets(producer, offsets, member))
            {
                End();
                return false;
            }
            producer.CommitTransaction(EventLimits.RequestTimeout);
            return true;
        }
        catch (KafkaException exception)
        {
            End();
            throw new EventLogUnavailableException($"Kafka did not take a transaction: {exception.Error.Reason}.", exception);
        }
    }

    public void Dispose()
    {
        _producer?.Dispose();
        _producer = null;
    }

    private IProducer<byte[]?, byte[]?> Start()
    {
        var own = new ProducerConfig(config.ToDictionary(setting => setting.Key, setting => setting.Value))
        {
            TransactionalId = _name,
            TransactionTimeoutMs = (int)Longest.TotalMilliseconds,
            // What transactions ask for, whatever is set for other events.
            Acks = Acks.All,
            EnableIdempotence = true,
            EnableGaplessGuarantee = false,
            MessageSendMaxRetries = int.MaxValue,
            MessageTimeoutMs = (int)EventLimits.PublishTimeout.TotalMilliseconds,
        };
        var producer = new ProducerBuilder<byte[]?, byte[]?>(own)
            .SetErrorHandler(errors.Report)
            .SetLogHandler((_, _) => { })
            .Build();
        try
        {
            producer.InitTransactions(EventLimits.RequestTimeout);
            return producer;
        }
        catch
        {
            producer.Dispose();
            throw;
        }
    }

    private static void Produce(IProducer<byte[]?, byte[]?> producer, EventMessage message, Action<Exception> failed)
    {
        try
        {
            producer.Produce(message.Topic, KafkaMessages.ToKafka(message), report =>
            {
                if (report.Error.IsError)
                    failed(KafkaMessages.Translate(message, report.Error, null));
            });
        }
        catch (ProduceException<byte[]?, byte[]?> exception)
        {
            failed(KafkaMessages.Translate(message, exception.Error, exception));
        }
    }

    private static bool TrySendOffsets(
        IProducer<byte[]?, byte[]?> producer, IReadOnlyList<TopicPartitionOffset> offsets, IConsumerGroupMetadata member)
    {
        try
        {
            producer.SendOffsetsToTransaction(offsets, member, EventLimits.RequestTimeout);
            return true;
        }
        catch (KafkaException exception) when (exception.Error.Code
            is ErrorCode.IllegalGeneration or ErrorCode.UnknownMemberId or ErrorCode.RebalanceInProgress or ErrorCode.FencedInstanceId)
        {
            return false;
        }
    }

    // A transaction that was not committed; of one that may be, this changes nothing. The producer goes in any case: the next one starts clean.
    private void End()
    {
        try
        {
            _producer?.AbortTransaction(EventLimits.RequestTimeout);
        }
        catch (KafkaException)
        {
            // Then the next producer or the brokers end it.
        }
        Dispose();
    }
}

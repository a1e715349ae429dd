using Confluent.Kafka;

namespace RecoMart.Messaging.Kafka;

/// <summary>
/// The producer, and where that has failed or does not get rid of its events in time, another one. The old one goes at once, with what it
/// still holds: it must not send that later, behind newer events, and nobody sends it again, so nothing is doubled. To let the client give up
/// single events instead would not do: it then goes on under another identity, by which brokers can't tell what it sends again.
/// </summary>
/// <param name="registered">The first one, which the application disposes too.</param>
/// <param name="config">What it was made with.</param>
/// <param name="errors">Gets the clients' errors.</param>
/// <param name="time">The clock.</param>
internal sealed class KafkaProducers(
    IProducer<byte[]?, byte[]?> registered, ProducerConfig config, KafkaClientErrors errors, TimeProvider time) : IDisposable
{
    // What makes each of them fail, a missing right for example, is not to be tried as often as events come.
    private static readonly TimeSpan Between = TimeSpan.FromSeconds(5);

    // For questions, which are asked while the others come and go: it sends nothing.
    private readonly IProducer<byte[]?, byte[]?> _idle = Build(
        new ProducerConfig(config.ToDictionary(setting => setting.Key, setting => setting.Value)) { EnableGaplessGuarantee = false, EnableIdempotence = false },
        errors);

    private readonly Lock _lock = new();
    private IProducer<byte[]?, byte[]?> _current = registered;
    private long? _replaced;

    /// <summary>Connections for an administrative client.</summary>
    public Handle Handle => _idle.Handle;

    public static void Prepare(ProducerBuilder<byte[]?, byte[]?> builder, KafkaClientErrors errors) => builder.SetErrorHandler(errors.Report);

    /// <summary>Hands an event to the producer.</summary>
    /// <param name="topic">The event's topic.</param>
    /// <param name="message">The event.</param>
    /// <param name="report">Is called when the producer has got rid of it; never when the producer is replaced before.</param>
    /// <returns>Which one it was.</returns>
    /// <exception cref="EventLogUnavailableException">It has failed for good, as another one did a moment ago.</exception>
    /// <exception cref="KafkaException">It did not take the event.</exception>
    public IProducer<byte[]?, byte[]?> Produce(
        string topic, Message<byte[]?, byte[]?> message, Action<DeliveryReport<byte[]?, byte[]?>> report)
    {
        // Within the lock, as a client that is being disposed must not be called any more. To queue an event takes a microsecond.
        lock (_lock)
        {
            if (errors.FatalOf(_current) is { } error && !TryReplace())
                throw Failed(error);
            _current.Produce(topic, message, report);
            return _current;
        }
    }

    /// <summary>Replaces a producer that did not get rid of an event in time, unless that has been done.</summary>
    public void GiveUp(IProducer<byte[]?, byte[]?> producer)
    {
        lock (_lock)
        {
            if (producer != _current)
                return;
            errors.GaveUp(producer);
            Replace();
        }
    }

    /// <summary>Returns if the one there is has not failed; replaces it otherwise.</summary>
    /// <exception cref="EventLogUnavailableException">It has failed for good.</exception>
    public void Check()
    {
        lock (_lock)
        {
            if (errors.FatalOf(_current) is not { } error)
                return;
            TryReplace();
            throw Failed(error);
        }
    }

    /// <summary>Makes what publishes together with a group's offsets; that has a producer of its own.</summary>
    public KafkaTransactions CreateTransactions() => new(config, errors);

    /// <summary>Waits for what is under way.</summary>
    public void Flush(TimeSpan timeout)
    {
        IProducer<byte[]?, byte[]?> current;
        lock (_lock)
            current = _current;
        current.Flush(timeout);
    }

    /// <summary>Disposes the one there is.</summary>
    public void Dispose()
    {
        lock (_lock)
            _current.Dispose();
        _idle.Dispose();
    }

    private bool TryReplace()
    {
        if (_replaced is { } last && time.GetElapsedTime(last) < Between)
            return false;
        Replace();
        return true;
    }

    private void Replace()
    {
        _replaced = time.GetTimestamp();
        // Before there is another, and so before any newer event goes out. It takes a tenth of a second.
        _current.Dispose();
        _current = Build(config, errors);
    }

    private static IProducer<byte[]?, byte[]?> Build(ProducerConfig config, KafkaClientErrors errors)
    {
        var builder = new ProducerBuilder<byte[]?, byte[]?>(config);
        Prepare(builder, errors);
        return builder.SetLogHandler((_, _) => { }).Build();
    }

    private static EventLogUnavailableException Failed(Error error) => new($"Kafka's client has failed for good: {error.Reason}.");
}

using Confluent.Kafka;

namespace RecoMart.Messaging.Kafka;

/// <summary>
/// The producer, and where that has failed for good, another one. By then everything the old one still held has failed, too; nobody sends
/// that again, so nothing is doubled.
/// </summary>
/// <param name="registered">The first one, which belongs to the application.</param>
/// <param name="config">What it was made with.</param>
/// <param name="errors">Gets the clients' errors.</param>
/// <param name="time">The clock.</param>
internal sealed class KafkaProducers(
    IProducer<byte[]?, byte[]?> registered, ProducerConfig config, KafkaClientErrors errors, TimeProvider time) : IDisposable
{
    // What makes each of them fail, a missing right for example, is not to be tried as often as events come.
    private static readonly TimeSpan Between = TimeSpan.FromSeconds(5);

    private readonly Lock _lock = new();
    private IProducer<byte[]?, byte[]?>? _successor;
    private IProducer<byte[]?, byte[]?>? _predecessor;
    private long? _replaced;

    /// <summary>The connections that all others share, whether or not it can still produce.</summary>
    public Handle Handle => registered.Handle;

    private IProducer<byte[]?, byte[]?> Current => _successor ?? registered;

    public static void Prepare(ProducerBuilder<byte[]?, byte[]?> builder, KafkaClientErrors errors) => builder.SetErrorHandler(errors.Report);

    /// <summary>The one to produce with.</summary>
    /// <exception cref="EventLogUnavailableException">It has failed for good, as another one did a moment ago.</exception>
    public IProducer<byte[]?, byte[]?> Get()
    {
        lock (_lock)
        {
            if (errors.FatalOf(Current) is { } error && !TryReplace())
                throw Failed(error);
            return Current;
        }
    }

    /// <summary>Returns if the one there is has not failed; replaces it otherwise.</summary>
    /// <exception cref="EventLogUnavailableException">It has failed for good.</exception>
    public void Check()
    {
        lock (_lock)
        {
            if (errors.FatalOf(Current) is not { } error)
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
            current = Current;
        current.Flush(timeout);
    }

    /// <summary>Disposes those that the application does not.</summary>
    public void Dispose()
    {
        lock (_lock)
        {
            _predecessor?.Dispose();
            _successor?.Dispose();
        }
    }

    private bool TryReplace()
    {
        if (_replaced is { } last && time.GetElapsedTime(last) < Between)
            return false;
        _replaced = time.GetTimestamp();
        // The last but one: somebody may be using the last one at this moment.
        _predecessor?.Dispose();
        _predecessor = _successor;
        var builder = new ProducerBuilder<byte[]?, byte[]?>(config);
        Prepare(builder, errors);
        builder.SetLogHandler((_, _) => { });
        _successor = builder.Build();
        return true;
    }

    private static EventLogUnavailableException Failed(Error error) => new($"Kafka's client has failed for good: {error.Reason}.");
}

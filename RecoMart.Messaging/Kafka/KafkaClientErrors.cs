using System.Runtime.CompilerServices;
using Confluent.Kafka;
using Microsoft.Extensions.Logging;

namespace RecoMart.Messaging.Kafka;

/// <summary>
/// What the client says about its connections. While brokers are away it says so for each of them at each try; a person needs one line
/// now and then.
/// </summary>
internal sealed class KafkaClientErrors(ILogger logger, TimeProvider time)
{
    private static readonly TimeSpan Between = TimeSpan.FromSeconds(30);

    private readonly Lock _lock = new();
    private readonly Dictionary<ErrorCode, long> _last = [];

    private readonly ConditionalWeakTable<IClient, Error> _fatal = [];

    /// <summary>An error after which this client does nothing any more.</summary>
    public Error? FatalOf(IClient client) => _fatal.TryGetValue(client, out var error) ? error : null;

    public void Report(IClient client, Error error)
    {
        if (error.IsFatal)
            _fatal.TryAdd(client, error);
        lock (_lock)
        {
            if (_last.TryGetValue(error.Code, out var last) && time.GetElapsedTime(last) < Between)
                return;
            _last[error.Code] = time.GetTimestamp();
        }
        if (error.IsFatal)
            logger.KafkaClientFailed(client.Name, error.Reason);
        else
            logger.KafkaClientWarned(error.Reason);
    }

    /// <summary>Events waited too long in this client.</summary>
    public void GaveUp(IClient client) => logger.KafkaClientGivenUp(client.Name);
}

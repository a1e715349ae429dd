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

    /// <summary>An error after which the client does nothing any more.</summary>
    public Error? Fatal { get; private set; }

    public void Report(Error error)
    {
        if (error.IsFatal)
            Fatal ??= error;
        lock (_lock)
        {
            if (_last.TryGetValue(error.Code, out var last) && time.GetElapsedTime(last) < Between)
                return;
            _last[error.Code] = time.GetTimestamp();
        }
        if (error.IsFatal)
            logger.LogCritical("Kafka's client has failed for good, and this process has to be started again: {Reason}", error.Reason);
        else
            logger.LogWarning("Kafka: {Reason}", error.Reason);
    }
}

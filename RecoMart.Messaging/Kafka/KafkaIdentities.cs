using System.Collections.Concurrent;
using Confluent.Kafka;
using Confluent.Kafka.Admin;

namespace RecoMart.Messaging.Kafka;

/// <summary>Asks for cluster and topic ids, and remembers the answers for a while.</summary>
internal sealed class KafkaIdentities(IAdminClient admin, TimeProvider time)
{
    private readonly ConcurrentDictionary<string, (string Identity, long At)> _known = [];
    private string? _cluster;

    /// <summary>The identity of a topic.</summary>
    /// <param name="topic">The topic.</param>
    /// <param name="maxAge">How long ago it may have been asked for.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <exception cref="EventLogUnavailableException">The brokers did not answer in time, or there is no such topic.</exception>
    public async Task<string> GetAsync(string topic, TimeSpan maxAge, CancellationToken cancellationToken)
    {
        if (_known.TryGetValue(topic, out var known) && time.GetElapsedTime(known.At) < maxAge)
            return known.Identity;

        var asked = time.GetTimestamp();
        try
        {
            _cluster ??= await ClusterAsync(cancellationToken).ConfigureAwait(false);
            var described = await admin.DescribeTopicsAsync(
                    TopicCollection.OfTopicNames([topic]), new DescribeTopicsOptions { RequestTimeout = EventLimits.RequestTimeout })
                .WaitAsync(EventLimits.RequestTimeout, time, cancellationToken).ConfigureAwait(false);
            var identity = $"{_cluster}/{described.TopicDescriptions.Single().TopicId}";
            _known[topic] = (identity, asked);
            return identity;
        }
        catch (DescribeTopicsException exception)
        {
            var reason = exception.Results.TopicDescriptions.Select(result => result.Error.Reason).FirstOrDefault() ?? exception.Message;
            throw new EventLogUnavailableException($"Kafka does not describe the topic {topic}: {reason}.", exception);
        }
        catch (Exception exception) when (exception is KafkaException or TimeoutException)
        {
            throw new EventLogUnavailableException($"Kafka does not describe the topic {topic}: {exception.Message}.", exception);
        }
    }

    private async Task<string> ClusterAsync(CancellationToken cancellationToken) =>
        (await admin.DescribeClusterAsync(new DescribeClusterOptions { RequestTimeout = EventLimits.RequestTimeout })
            .WaitAsync(EventLimits.RequestTimeout, time, cancellationToken).ConfigureAwait(false)).ClusterId;
}

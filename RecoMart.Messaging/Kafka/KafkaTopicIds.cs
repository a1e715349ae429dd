using Confluent.Kafka;
using Confluent.Kafka.Admin;

namespace RecoMart.Messaging.Kafka;

/// <summary>Asks the brokers for cluster and topic ids.</summary>
internal sealed class KafkaTopicIds(IAdminClient admin, TimeProvider time)
{
    private string? _cluster;

    /// <summary>The cluster's id and the topic's.</summary>
    /// <exception cref="EventLogUnavailableException">The brokers did not answer in time, or there is no such topic.</exception>
    public async Task<string> AskAsync(string topic, CancellationToken cancellationToken)
    {
        try
        {
            _cluster ??= await ClusterAsync(cancellationToken).ConfigureAwait(false);
            var described = await admin.DescribeTopicsAsync(
                    TopicCollection.OfTopicNames([topic]), new DescribeTopicsOptions { RequestTimeout = EventLimits.RequestTimeout })
                .WaitAsync(EventLimits.RequestTimeout, time, cancellationToken).ConfigureAwait(false);
            return $"{_cluster}/{described.TopicDescriptions.Single().TopicId}";
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

using Confluent.Kafka;

namespace RecoMart.Messaging.Kafka;

/// <summary>
/// Knows which topic a consumer reads under a name, and notices when it is another one: offsets that jump, errors and the passing of
/// time make it ask the brokers. To ask for each batch would cost a round trip each.
/// </summary>
internal sealed class KafkaTopicWatch(KafkaIdentities identities)
{
    private static readonly TimeSpan Unsuspicious = TimeSpan.FromSeconds(1);

    private readonly Dictionary<string, string> _known = [];
    private readonly Dictionary<string, string> _found = [];
    private readonly Dictionary<TopicPartition, long> _expected = [];
    private readonly HashSet<string> _suspected = [];

    /// <summary>Makes the next check of every topic a fresh one.</summary>
    public void Suspect() => _suspected.UnionWith(_known.Keys);

    /// <summary>The position in these partitions is unknown.</summary>
    public void Forget(IReadOnlyCollection<EventPartition> partitions)
    {
        foreach (var partition in partitions)
            _expected.Remove(new TopicPartition(partition.Topic, partition.Partition));
    }

    /// <summary>Whether the topic is the one that it was when it was asked for first; that is so the first time.</summary>
    /// <param name="topic">The topic.</param>
    /// <param name="events">What was read of it since the last time, in its order.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <exception cref="EventLogUnavailableException">The brokers do not say.</exception>
    public async Task<bool> IsAsBeforeAsync(
        string topic, IReadOnlyList<ConsumeResult<byte[]?, byte[]?>> events, CancellationToken cancellationToken)
    {
        var next = new Dictionary<TopicPartition, long>();
        var maxAge = _suspected.Contains(topic) || !_known.ContainsKey(topic) ? TimeSpan.Zero : Unsuspicious;
        foreach (var read in events)
        {
            var partition = read.TopicPartition;
            if (!next.TryGetValue(partition, out var expected) && !_expected.TryGetValue(partition, out expected))
                expected = -1;
            if (read.Offset.Value != expected)
                maxAge = TimeSpan.Zero;
            next[partition] = read.Offset.Value + 1;
        }

        var identity = await identities.GetAsync(topic, maxAge, cancellationToken).ConfigureAwait(false);
        _found[topic] = identity;
        if (_known.TryAdd(topic, identity) || _known[topic] == identity)
        {
            _suspected.Remove(topic);
            foreach (var (partition, offset) in next)
                _expected[partition] = offset;
            return true;
        }
        return false;
    }

    /// <summary>The topic is the new one from now on.</summary>
    public void Accept(string topic)
    {
        _known[topic] = _found[topic];
        _suspected.Remove(topic);
    }

    /// <summary>The identity of a topic that <see cref="IsAsBeforeAsync"/> was asked for.</summary>
    public string IdentityOf(string topic) => _known[topic];
}

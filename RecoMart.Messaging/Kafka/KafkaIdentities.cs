using System.Collections.Concurrent;

namespace RecoMart.Messaging.Kafka;

/// <summary>Remembers what topics' identities were, and asks anew when that is too long ago.</summary>
/// <param name="ask">Asks for a topic's identity.</param>
/// <param name="time">The clock.</param>
internal sealed class KafkaIdentities(Func<string, CancellationToken, Task<string>> ask, TimeProvider time)
{
    private readonly ConcurrentDictionary<string, (string Identity, long At)> _known = [];

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
        var identity = await ask(topic, cancellationToken).ConfigureAwait(false);
        _known[topic] = (identity, asked);
        return identity;
    }
}

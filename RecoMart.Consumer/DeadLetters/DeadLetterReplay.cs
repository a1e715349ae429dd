using RecoMart.Messaging;

namespace RecoMart.Consumer.DeadLetters;

/// <summary>
/// Puts dead letters back on their topics. A group of its own remembers how far that has come, in the same step in which they go back, so
/// that each goes back once, whatever is killed; those that become dead letters again meanwhile are left to the next replay.
/// </summary>
internal sealed class DeadLetterReplay(IEventLog log, ConsumerOptions options, TimeProvider time) : IDisposable
{
    /// <summary>How many go back in one step.</summary>
    public const int RoundEvents = 1000;

    /// <summary>The group.</summary>
    public const string Group = EventGroups.DeadLetterReplay;

    private const int MaxEmptyReads = 5;

    private static readonly TimeSpan s_pause = TimeSpan.FromMilliseconds(100);

    private static readonly string[] s_topics = [.. EventTopics.Events.Select(EventTopics.DeadLettersOf)];

    private readonly SemaphoreSlim _one = new(1, 1);

    public void Dispose() => _one.Dispose();

    /// <summary>Replays all dead letters there are at this moment.</summary>
    /// <exception cref="ReplayBusyException">Another replay is under way.</exception>
    /// <exception cref="EventLogUnavailableException">The log is out of reach. What went back until then is remembered.</exception>
    public async Task<ReplayResult> RunAsync(CancellationToken cancellationToken)
    {
        if (!await _one.WaitAsync(TimeSpan.Zero, cancellationToken))
            throw new ReplayBusyException();
        try
        {
            await log.EnsureTopicsAsync(EventTopics.All, cancellationToken);
            await using var consumer = log.Subscribe(s_topics, Group);
            var (first, due) = await JoinAsync(consumer, cancellationToken);
            return await ReplayAsync(consumer, first, due, cancellationToken);
        }
        finally
        {
            _one.Release();
        }
    }

    // Where the dead letters of each partition end now; the first of them may have been read on the way.
    private async Task<(EventBatch First, Dictionary<EventPartition, long> Ends)> JoinAsync(
        IEventConsumer consumer, CancellationToken cancellationToken)
    {
        var start = time.GetTimestamp();
        while (true)
        {
            var first = await consumer.ReadAsync(RoundEvents, s_pause, cancellationToken);
            var isLate = time.GetElapsedTime(start) > options.ReplayJoinTimeout;
            try
            {
                if (await consumer.GetLagAsync(cancellationToken) is { Count: > 0 } lag)
                    return (first, lag.Where(partition => partition.Value.Events > 0).ToDictionary(lag => lag.Key, lag => lag.Value.End));
            }
            catch (EventLogUnavailableException) when (!isLate && first.Events.Count == 0)
            {
                // Where the group stands is open for some seconds after a replay was killed in the midst of a step.
            }
            if (isLate)
                throw new ReplayBusyException();
        }
    }

    private async Task<ReplayResult> ReplayAsync(
        IEventConsumer consumer, EventBatch batch, Dictionary<EventPartition, long> ends, CancellationToken cancellationToken)
    {
        var result = new ReplayResult(0, 0, 0);
        var seen = new HashSet<DeadLetterOrigin>();
        // Not every offset need be in use: fewer events than are due may be all there are.
        for (var empty = 0; empty < MaxEmptyReads; empty = batch.Events.Count == 0 ? empty + 1 : 0)
        {
            Forget(ends, batch.Revoked);
            result = await PutBackAsync(consumer, [.. batch.Events.Where(letter => IsDue(ends, letter))], ends, seen, result, cancellationToken);
            foreach (var last in batch.Events.Where(letter => ends.TryGetValue(letter.Source, out var end) && letter.Offset + 1 >= end))
                ends.Remove(last.Source);
            if (ends.Count == 0)
                break;
            batch = await consumer.ReadAsync(RoundEvents, TimeSpan.FromSeconds(1), cancellationToken);
            if (batch.Events.Count == 0)
                ends = await StillDueAsync(consumer, ends, cancellationToken);
        }
        return result;
    }

    private static bool IsDue(Dictionary<EventPartition, long> ends, ReceivedEvent letter) =>
        ends.TryGetValue(letter.Source, out var end) && letter.Offset < end;

    private static void Forget(Dictionary<EventPartition, long> ends, IReadOnlyCollection<EventPartition> lost)
    {
        foreach (var partition in lost)
            ends.Remove(partition);
    }

    private static async Task<Dictionary<EventPartition, long>> StillDueAsync(
        IEventConsumer consumer, Dictionary<EventPartition, long> ends, CancellationToken cancellationToken)
    {
        var lag = await consumer.GetLagAsync(cancellationToken);
        return ends.Where(end => lag.TryGetValue(end.Key, out var partition) && partition.Next < end.Value).ToDictionary();
    }

    private async Task<ReplayResult> PutBackAsync(
        IEventConsumer consumer,
        List<ReceivedEvent> letters,
        Dictionary<EventPartition, long> ends,
        HashSet<DeadLetterOrigin> seen,
        ReplayResult result,
        CancellationToken cancellationToken)
    {
        var start = time.GetTimestamp();
        while (letters.Count > 0)
        {
            var fresh = letters.Where(letter => !seen.Contains(DeadLetter.OriginOf(letter))).DistinctBy(DeadLetter.OriginOf).ToList();
            var messages = fresh.Select(DeadLetter.Revive).OfType<EventMessage>().ToList();
            var next = letters.GroupBy(letter => letter.Source).ToDictionary(source => source.Key, source => source.Last().Offset + 1);
            if (await consumer.PublishAndCommitAsync(messages, next, CancellationToken.None))
            {
                seen.UnionWith(fresh.Select(DeadLetter.OriginOf));
                return new ReplayResult(
                    result.Replayed + messages.Count,
                    result.Duplicates + letters.Count - fresh.Count,
                    result.Truncated + fresh.Count - messages.Count);
            }
            if (time.GetElapsedTime(start) > options.ReplayJoinTimeout)
                throw new ReplayBusyException();
            Forget(ends, await WhatIsLostAsync(consumer, cancellationToken));
            letters.RemoveAll(letter => !ends.ContainsKey(letter.Source));
        }
        return result;
    }

    // Another replay has come or gone, and the partitions are shared out anew, in the course of reads.
    private static async Task<IReadOnlyCollection<EventPartition>> WhatIsLostAsync(IEventConsumer consumer, CancellationToken cancellationToken)
    {
        consumer.Paused = true;
        try
        {
            return (await consumer.ReadAsync(1, s_pause, cancellationToken)).Revoked;
        }
        finally
        {
            consumer.Paused = false;
        }
    }
}

using RecoMart.Messaging;

namespace RecoMart.Consumer.DeadLetters;

/// <summary>
/// Puts dead letters back on their topics. A group of its own remembers how far that has come, so that each goes back once; those that
/// become dead letters again meanwhile are left to the next replay. Killed in between, it may put the events of one round
/// (<see cref="RoundEvents"/>) back a second time: they are new events on their topic then, which nobody can tell from others.
/// </summary>
internal sealed class DeadLetterReplay(IEventLog log, ConsumerOptions options, TimeProvider time) : IDisposable
{
    /// <summary>How many go back before that is remembered.</summary>
    public const int RoundEvents = 100;

    private const int MaxEmptyReads = 5;

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
            await using var consumer = log.Subscribe(s_topics, EventTopics.DeadLetterReplayGroup);
            var (first, due) = await JoinAsync(consumer, cancellationToken);
            return await ReplayAsync(consumer, first, due, cancellationToken);
        }
        finally
        {
            _one.Release();
        }
    }

    // How many dead letters each partition has now; the first of them may have been read on the way.
    private async Task<(EventBatch First, Dictionary<EventPartition, long> Due)> JoinAsync(
        IEventConsumer consumer, CancellationToken cancellationToken)
    {
        var start = time.GetTimestamp();
        while (time.GetElapsedTime(start) < options.ReplayJoinTimeout)
        {
            var first = await consumer.ReadAsync(RoundEvents, TimeSpan.FromMilliseconds(100), cancellationToken);
            if (await consumer.GetLagAsync(cancellationToken) is { Count: > 0 } lag)
                return (first, lag.Where(partition => partition.Value > 0).ToDictionary());
        }
        throw new ReplayBusyException();
    }

    private async Task<ReplayResult> ReplayAsync(
        IEventConsumer consumer, EventBatch batch, Dictionary<EventPartition, long> due, CancellationToken cancellationToken)
    {
        var result = new ReplayResult(0, 0, 0);
        var seen = new HashSet<DeadLetterOrigin>();
        // Not every offset need be in use: fewer events than are due may be all there are.
        for (var empty = 0; empty < MaxEmptyReads; empty = batch.Events.Count == 0 ? empty + 1 : 0)
        {
            foreach (var lost in batch.Revoked)
                due.Remove(lost);
            var letters = batch.Events.Where(letter => TakeDue(due, letter.Source)).ToList();
            result = await PutBackAsync(consumer, letters, seen, result);
            if (due.Count == 0)
                break;
            batch = await consumer.ReadAsync(RoundEvents, TimeSpan.FromSeconds(1), cancellationToken);
            if (batch.Events.Count == 0)
                due = await StillDueAsync(consumer, due, cancellationToken);
        }
        return result;
    }

    private static bool TakeDue(Dictionary<EventPartition, long> due, EventPartition partition)
    {
        if (!due.TryGetValue(partition, out var left))
            return false;
        if (left == 1)
            due.Remove(partition);
        else
            due[partition] = left - 1;
        return true;
    }

    private static async Task<Dictionary<EventPartition, long>> StillDueAsync(
        IEventConsumer consumer, Dictionary<EventPartition, long> due, CancellationToken cancellationToken)
    {
        var lag = await consumer.GetLagAsync(cancellationToken);
        return due.Where(partition => lag.GetValueOrDefault(partition.Key) > 0).ToDictionary();
    }

    private async Task<ReplayResult> PutBackAsync(
        IEventConsumer consumer, List<ReceivedEvent> letters, HashSet<DeadLetterOrigin> seen, ReplayResult result)
    {
        var done = new Dictionary<EventPartition, long>();
        var sending = new List<(ReceivedEvent Letter, EventMessage Message)>();
        foreach (var letter in letters)
        {
            if (!seen.Add(DeadLetter.OriginOf(letter)))
                result = result with { Duplicates = result.Duplicates + 1 };
            else if (DeadLetter.Revive(letter) is { } message)
                sending.Add((letter, message));
            else
                result = result with { Truncated = result.Truncated + 1 };
        }
        var published = log.PublishEach([.. sending.Select(pair => pair.Message)]);
        await Task.WhenAll((IEnumerable<Task>)published).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        var failed = sending.Where((_, i) => !published[i].IsCompletedSuccessfully).Select(pair => pair.Letter).ToList();
        foreach (var letter in letters.TakeWhile(letter => !failed.Contains(letter)))
            done[letter.Source] = letter.Offset + 1;
        if (done.Count > 0)
            await consumer.CommitAsync(done, CancellationToken.None);
        if (failed.Count > 0)
            await Task.WhenAll(published);
        return result with { Replayed = result.Replayed + sending.Count };
    }
}

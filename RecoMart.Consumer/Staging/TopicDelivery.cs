using RecoMart.Consumer.Reading;
using RecoMart.Consumer.Telemetry;
using RecoMart.Messaging;

namespace RecoMart.Consumer.Staging;

/// <summary>
/// Brings events of one topic, in order, to the API, and sets those aside that can't be staged. What was done stays done when it has to
/// be tried again.
/// </summary>
internal sealed class TopicDelivery(
    string topic, IEnumerable<PendingEvent> events, StagingClient api, ConsumerOptions options, ConsumerState state, TimeProvider time)
{
    private List<PendingEvent> _remaining = [.. events];
    private List<PendingEvent> _poison = [];

    /// <summary>The topic.</summary>
    public string Topic { get; } = topic;

    /// <summary>How many events are neither staged nor found to be poison.</summary>
    public int Remaining => _remaining.Count;

    /// <summary>The events that can never be staged, of those that do not remain.</summary>
    public IReadOnlyList<PendingEvent> Poison => _poison;

    /// <summary>The events that are not known to be staged, poison included.</summary>
    public IEnumerable<PendingEvent> Unfinished => _remaining.Concat(_poison);

    /// <summary>Tries once to finish.</summary>
    /// <param name="staged">Is told of each event that is staged.</param>
    /// <returns>Null when nothing remains; otherwise why something does.</returns>
    public async Task<string?> TryAsync(Action<PendingEvent> staged)
    {
        while (_remaining.Count > 0)
        {
            var chunk = NextChunk();
            var failure = await StageAsync([.. chunk.Where(pending => pending.Poison is null)]);
            foreach (var pending in chunk.Where(pending => pending.IsStaged))
                staged(pending);
            if (failure is not null)
            {
                // Poison among them stays, in its place.
                _remaining.RemoveAll(pending => pending.IsStaged);
                return failure;
            }
            _poison.AddRange(chunk.Where(pending => !pending.IsStaged));
            _remaining.RemoveRange(0, chunk.Count);
        }
        return null;
    }

    /// <summary>Forgets events of partitions that were lost.</summary>
    public IEnumerable<PendingEvent> Drop(IReadOnlyCollection<EventPartition> lost)
    {
        var dropped = Unfinished.Where(pending => lost.Contains(pending.Received.Source)).ToList();
        _remaining = [.. _remaining.Except(dropped)];
        _poison = [.. _poison.Except(dropped)];
        return dropped;
    }

    private List<PendingEvent> NextChunk()
    {
        var (count, bytes) = (0, 0L);
        foreach (var pending in _remaining)
        {
            bytes += pending.Poison is null ? pending.Length : 0;
            if (count > 0 && (count == options.MaxBatchEvents || bytes > options.MaxBatchBytes))
                break;
            count++;
        }
        return _remaining[..count];
    }

    private async Task<string?> StageAsync(List<PendingEvent> events)
    {
        if (events.Count == 0)
            return null;
        var answer = await PostAsync(events);
        switch (answer.Kind)
        {
            case StagingAnswerKind.Judged:
                state.Confirmed();
                Judge(events, answer.Verdicts);
                return null;
            // One event spoils the request for all. Which one is found by halving: first half, then the rest, so that order is kept.
            case StagingAnswerKind.RequestRefused when events.Count > 1:
                return await StageAsync(events[..(events.Count / 2)]) ?? await StageAsync(events[(events.Count / 2)..]);
            case StagingAnswerKind.RequestRefused:
                events[0].Poison = $"the API refuses it: {answer.Reason}";
                return null;
            default:
                state.Failed(answer.Reason, keyRefused: answer.Kind == StagingAnswerKind.KeyRefused);
                return $"the API can't stage events: {answer.Reason}";
        }
    }

    private static void Judge(List<PendingEvent> events, IReadOnlyList<StagingVerdict> verdicts)
    {
        for (var i = 0; i < events.Count; i++)
        {
            if (verdicts[i].Rejected)
                events[i].Poison = verdicts[i].Reason;
            else
                events[i].IsStaged = true;
        }
    }

    private async Task<StagingAnswer> PostAsync(List<PendingEvent> events)
    {
        using var span = ConsumerTelemetry.StartPost(Topic, events);
        var answer = await api.PostAsync(Topic, events);
        if (answer.Kind != StagingAnswerKind.Judged)
            ConsumerTelemetry.Fail(span, events, answer, time.GetUtcNow());
        return answer;
    }
}

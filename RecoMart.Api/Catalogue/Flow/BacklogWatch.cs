using RecoMart.Messaging;

namespace RecoMart.Api.Catalogue.Flow;

/// <summary>
/// Asks the event log what waits: once a second at most, however many look, and without letting anybody wait for a log that does not answer.
/// </summary>
internal sealed class BacklogWatch(IEventLog log, TimeProvider time)
{
    private static readonly TimeSpan s_fresh = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan s_patience = TimeSpan.FromMilliseconds(250);
    private static readonly string[] s_deadLetterTopics = [.. EventTopics.Events.Select(EventTopics.DeadLettersOf)];

    private readonly Lock _lock = new();
    private Backlog _last = Backlog.Unknown;
    private Task _asking = Task.CompletedTask;
    private long? _answered;

    /// <summary>The log's answer, or what is known where it takes its time.</summary>
    public async Task<Backlog> GetAsync(CancellationToken cancellationToken)
    {
        Task asking;
        lock (_lock)
        {
            if (_asking.IsCompleted && (_answered is not { } answered || time.GetElapsedTime(answered) >= s_fresh))
                _asking = Task.Run(AskAsync, CancellationToken.None); // for everybody who looks, so not ended by the one who began it
            asking = _asking;
        }
        await Task.WhenAny(asking, Task.Delay(s_patience, time, cancellationToken));
        lock (_lock)
            return _last;
    }

    private async Task AskAsync()
    {
        Backlog answer;
        try
        {
            var waiting = log.GetBacklogAsync(EventTopics.Events);
            var deadLetters = log.GetBacklogAsync(s_deadLetterTopics, EventGroups.DeadLetterReplay);
            var partitions = (await waiting).Concat(await deadLetters);
            answer = new Backlog(
                partitions.GroupBy(partition => partition.Key.Topic).ToDictionary(topic => topic.Key, topic => topic.Sum(partition => partition.Value)),
                time.GetUtcNow(),
                null);
        }
        catch (EventLogUnavailableException exception)
        {
            answer = _last with { Problem = exception.Message };
        }
        lock (_lock)
        {
            _last = answer;
            _answered = time.GetTimestamp();
        }
    }
}

using RecoMart.Consumer.DeadLetters;
using RecoMart.Consumer.Staging;
using RecoMart.Consumer.Telemetry;
using RecoMart.Messaging;

namespace RecoMart.Consumer.Reading;

/// <summary>
/// The loop: read, deliver, commit. An offset is committed only when its event and all before it are in a staging file or in the dead
/// letters, so whatever ends this process, nothing is lost; what comes a second time, the API knows.
/// </summary>
internal sealed class StreamWorker(
    IEventLog log,
    DeliveryFactory deliveries,
    DeadLetterWriter deadLetters,
    ConsumerOptions options,
    ConsumerState state,
    ConsumerMetrics metrics,
    TimeProvider time,
    ILogger<StreamWorker> logger) : BackgroundService
{
    private static readonly TimeSpan s_complaintInterval = TimeSpan.FromMinutes(1);

    private readonly OffsetTracker _offsets = new();

    // At most one at a time, while the next events are read and delivered already.
    private Task _commit = Task.CompletedTask;
    private long? _keyComplaint;

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        var backoff = new Backoff(options);
        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                await BeMemberAsync(stoppingToken);
            }
            catch (EventLogUnavailableException exception)
            {
                // Reading waits by itself while the log is away; this is a membership that has failed for good.
                var pause = backoff.Next();
                logger.JoinsAnew(pause.TotalSeconds, exception.Message);
                await Task.Delay(pause, time, stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
        }
    }

    private async Task BeMemberAsync(CancellationToken stoppingToken)
    {
        await using var consumer = log.Subscribe(EventTopics.Events);
        using var ended = CancellationTokenSource.CreateLinkedTokenSource(stoppingToken);
        var lag = WatchLagAsync(consumer, ended.Token);
        try
        {
            while (!stoppingToken.IsCancellationRequested)
                await WorkAsync(consumer, stoppingToken);
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
        }
        finally
        {
            await ended.CancelAsync();
            await lag;
            await _commit;
            logger.LeavesGroup(_offsets.Pending);
            _offsets.Clear();
        }
    }

    private async Task WorkAsync(IEventConsumer consumer, CancellationToken stoppingToken)
    {
        var batch = await consumer.ReadAsync(options.MaxBatchEvents, options.MaxWait, stoppingToken);
        _offsets.Drop(batch.Revoked);
        if (batch.Events.Count == 0)
            return;
        await DeliverAsync(consumer, batch.Events, stoppingToken);
        await _commit;
        _commit = CommitAsync(consumer);
    }

    private async Task DeliverAsync(IEventConsumer consumer, IReadOnlyList<ReceivedEvent> events, CancellationToken stoppingToken)
    {
        var start = time.GetTimestamp();
        foreach (var received in events)
            _offsets.Add(received);
        var topics = deliveries.Create(events, log.System, consumer.Group);
        try
        {
            await FinishAsync(consumer, topics, events, start, stoppingToken);
        }
        finally
        {
            // Those that a stop or a log out of reach leaves to the next reader: their spans tell what was tried here.
            foreach (var pending in topics.SelectMany(topic => topic.Unfinished))
                ConsumerTelemetry.EndProcess(pending);
        }
    }

    private async Task FinishAsync(
        IEventConsumer consumer,
        IReadOnlyList<TopicDelivery> topics,
        IReadOnlyList<ReceivedEvent> events,
        long start,
        CancellationToken stoppingToken)
    {
        var backoff = new Backoff(options);
        while (await TryAsync(consumer, topics, events, start) is { } failure)
        {
            if (stoppingToken.IsCancellationRequested)
                return;
            var pause = backoff.Next();
            Say(failure, topics.Sum(topic => topic.Remaining + topic.Poison.Count), pause);
            await PauseAsync(consumer, topics, pause, stoppingToken);
        }
        consumer.Paused = false;
    }

    // Returns null when nothing is left, otherwise why something is.
    private async Task<string?> TryAsync(
        IEventConsumer consumer, IReadOnlyList<TopicDelivery> topics, IReadOnlyList<ReceivedEvent> events, long start)
    {
        var failures = await Task.WhenAll(topics.Select(topic => topic.TryAsync(pending => Done(pending, start))));
        if (failures.FirstOrDefault(failure => failure is not null) is { } failure)
            return failure;
        var poison = topics.SelectMany(topic => topic.Poison).ToList();
        if (poison.Count == 0)
            return null;
        // One that is under way would put the group back to before these.
        await _commit;
        // All other events of these partitions are staged by now.
        var sources = poison.Select(pending => pending.Received.Source).ToHashSet();
        var next = events.Where(received => sources.Contains(received.Source))
            .GroupBy(received => received.Source).ToDictionary(source => source.Key, source => source.Last().Offset + 1);
        if (!await deadLetters.BuryAsync(consumer, poison, next))
            return "the partitions are being shared out anew";
        foreach (var pending in poison)
            Done(pending, start);
        return null;
    }

    private void Done(PendingEvent pending, long start)
    {
        // Two topics at once.
        lock (_offsets)
            _offsets.Done(pending.Received);
        metrics.Processed(pending.Received.Topic, log.System, rejected: pending.Poison is not null, time.GetElapsedTime(start));
        ConsumerTelemetry.EndProcess(pending);
    }

    // Goes on reading, with nothing to get: it is by its reads that the group knows this member to be alive.
    private async Task PauseAsync(
        IEventConsumer consumer, IReadOnlyList<TopicDelivery> topics, TimeSpan pause, CancellationToken stoppingToken)
    {
        consumer.Paused = true;
        var start = time.GetTimestamp();
        while (pause - time.GetElapsedTime(start) is { Ticks: > 0 } left && !stoppingToken.IsCancellationRequested)
        {
            EventBatch batch;
            try
            {
                batch = await consumer.ReadAsync(1, left, stoppingToken);
            }
            catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
            {
                return;
            }
            if (batch.Revoked.Count > 0)
                Drop(topics, batch.Revoked);
            if (topics.All(topic => topic.Remaining + topic.Poison.Count == 0))
                return;
        }
    }

    private void Drop(IReadOnlyList<TopicDelivery> topics, IReadOnlyCollection<EventPartition> lost)
    {
        _offsets.Drop(lost);
        foreach (var pending in topics.SelectMany(topic => topic.Drop(lost)))
            ConsumerTelemetry.EndProcess(pending);
        logger.PartitionsLost(lost.Count);
    }

    private async Task CommitAsync(IEventConsumer consumer)
    {
        var offsets = _offsets.TakeCommittable();
        if (offsets.Count == 0)
            return;
        try
        {
            await consumer.CommitAsync(offsets, CancellationToken.None);
        }
        catch (EventLogUnavailableException exception)
        {
            // Harmless: the next commit goes further, and until then a restart only repeats what the API knows to be staged.
            logger.CommitFailed(exception.Message);
        }
    }

    private async Task WatchLagAsync(IEventConsumer consumer, CancellationToken cancellationToken)
    {
        try
        {
            using var timer = new PeriodicTimer(options.LagInterval, time);
            do
                await ReadLagAsync(consumer, cancellationToken);
            while (await timer.WaitForNextTickAsync(cancellationToken));
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
        }
    }

    private async Task ReadLagAsync(IEventConsumer consumer, CancellationToken cancellationToken)
    {
        try
        {
            state.Lag = await consumer.GetLagAsync(cancellationToken);
        }
        catch (EventLogUnavailableException exception)
        {
            // The health check says so loudly enough; the old figures stay.
            logger.LagUnknown(exception.Message);
        }
    }

    private void Say(string reason, int count, TimeSpan pause)
    {
        if (state.Failure is not { KeyRefused: true })
        {
            logger.EventsWait(count, reason, pause.TotalSeconds);
            return;
        }
        // Nothing will change by itself.
        if (_keyComplaint is { } last && time.GetElapsedTime(last) < s_complaintInterval)
            return;
        _keyComplaint = time.GetTimestamp();
        logger.KeyRefused(count, InternalKey.Setting);
    }
}

using RecoMart.Messaging;

namespace RecoMart.Tests.Messaging;

public sealed class PublishDeadlinesTests : IDisposable
{
    private static readonly TimeSpan s_timeout = TimeSpan.FromMilliseconds(300);

    private readonly PublishDeadlines<PendingEvent> _deadlines = new(
        s_timeout, TimeProvider.System, late => late.Fail(new EventLogUnavailableException("late")));

    public void Dispose() => _deadlines.Dispose();

    [Fact]
    public async Task Each_event_ends_at_its_own_deadline_also_after_a_time_without_any()
    {
        for (var i = 0; i < 3; i++)
        {
            var pending = Watch();

            await Assert.ThrowsAsync<EventLogUnavailableException>(() => pending.Task);

            Assert.InRange(TimeProvider.System.GetElapsedTime(pending.Since), s_timeout, TimeSpan.FromSeconds(30));
        }
    }

    [Fact]
    public async Task What_was_answered_or_given_up_before_stays_as_it_is()
    {
        using var stop = new CancellationTokenSource();
        var (answered, givenUp, late) = (Watch(), Watch(), Watch());
        answered.Position = new EventPosition(1, 42);
        answered.Answer();
        var wait = givenUp.WaitAsync(stop.Token);
        await stop.CancelAsync();

        await Assert.ThrowsAsync<EventLogUnavailableException>(() => late.Task);

        Assert.Equal(42, (await answered.Task).Offset);
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => wait);
        Assert.True(givenUp.Task.IsCanceled);
    }

    private PendingEvent Watch()
    {
        var pending = new PendingEvent(new EventMessage("topic", "key", "{}"u8.ToArray()), TimeProvider.System.GetTimestamp());
        _deadlines.Watch(pending);
        return pending;
    }
}

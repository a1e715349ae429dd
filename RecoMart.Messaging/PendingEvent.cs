namespace RecoMart.Messaging;

/// <summary>
/// An event on its way to the disk; the task is for whoever waits for it. It ends once: with the event's place, with what went wrong, or
/// because its time is over (<see cref="PublishDeadlines{T}"/>), and then nobody waits for it any more.
/// </summary>
internal abstract class PendingEvent(EventMessage message, long since, TaskCreationOptions options)
    : TaskCompletionSource<EventPosition>(options)
{
    public EventMessage Message => message;

    /// <summary>The time when it was handed over, as a timestamp of the clock.</summary>
    public long Since => since;

    /// <summary>Ends it with what went wrong.</summary>
    public void Fail(Exception exception)
    {
        TrySetException(exception);
        _ = Task.Exception; // whoever gave up waiting does not look at it
    }

    /// <summary>The task for whoever waits, who may give up before.</summary>
    public Task<EventPosition> WaitAsync(CancellationToken cancellationToken) =>
        cancellationToken.CanBeCanceled ? WaitUntilCancelledAsync(cancellationToken) : Task;

    private async Task<EventPosition> WaitUntilCancelledAsync(CancellationToken cancellationToken)
    {
        using var registration = cancellationToken.UnsafeRegister(
            static (pending, token) => ((PendingEvent)pending!).TrySetCanceled(token), this);
        return await Task.ConfigureAwait(false);
    }
}

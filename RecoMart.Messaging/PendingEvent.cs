namespace RecoMart.Messaging;

/// <summary>
/// An event on its way to the disk; the task is for whoever waits for it. It ends once: with the event's place, with what went wrong, or
/// because its time is over (<see cref="PublishDeadlines{T}"/>), and then nobody waits for it any more. Whoever waits goes on within the call
/// that ends it, so that is not for a thread that others need.
/// </summary>
internal class PendingEvent(EventMessage message, long since) : TaskCompletionSource<EventPosition>
{
    public EventMessage Message => message;

    /// <summary>The time when it was handed over, as a timestamp of the clock.</summary>
    public long Since => since;

    /// <summary>Where it stands, once that is certain.</summary>
    public EventPosition Position { get; set; }

    /// <summary>What went wrong.</summary>
    public Exception? Error { get; set; }

    /// <summary>Ends it with its place, or what went wrong.</summary>
    public void Answer()
    {
        if (Error is null)
            TrySetResult(Position);
        else
            Fail(Error);
    }

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

namespace RecoMart.Messaging.Sqlite;

/// <summary>An event on its way to the disk, and who waits for it.</summary>
internal sealed class PendingEvent(EventMessage message)
{
    private readonly TaskCompletionSource<EventPosition> _done = new();
    private volatile bool _abandoned;

    public EventMessage Message => message;

    public Task<EventPosition> Done => _done.Task;

    /// <summary>Where it will stand when its transaction is committed.</summary>
    public EventPosition Position { get; set; }

    /// <summary>Why it could not be written.</summary>
    public Exception? Error { get; set; }

    /// <summary>Nobody waits for it any more: it need not be written.</summary>
    public bool Abandoned => _abandoned;

    public void Abandon() => _abandoned = true;

    /// <summary>Says what became of it. Whoever waits goes on within this call, so it is not one for the writer's own thread.</summary>
    public void Answer()
    {
        if (Error is null)
        {
            _done.TrySetResult(Position);
            return;
        }
        _done.TrySetException(Error);
        _ = _done.Task.Exception; // whoever gave up waiting does not look at it
    }
}

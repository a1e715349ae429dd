namespace RecoMart.Messaging.Sqlite;

/// <summary>An event on its way to the disk, and who waits for it.</summary>
internal sealed class PendingEvent(EventMessage message)
{
    private readonly TaskCompletionSource<EventPosition> _done = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private volatile bool _abandoned;

    public EventMessage Message => message;

    public Task<EventPosition> Done => _done.Task;

    /// <summary>Where it will stand when its transaction is committed.</summary>
    public EventPosition Position { get; set; }

    /// <summary>Nobody waits for it any more: it need not be written.</summary>
    public bool Abandoned => _abandoned;

    public void Abandon() => _abandoned = true;

    public void Complete() => _done.TrySetResult(Position);

    public void Fail(Exception exception)
    {
        _done.TrySetException(exception);
        _ = _done.Task.Exception; // whoever gave up waiting does not look at it
    }
}

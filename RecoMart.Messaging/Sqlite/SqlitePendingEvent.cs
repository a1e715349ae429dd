namespace RecoMart.Messaging.Sqlite;

/// <summary>An event on its way into a file.</summary>
/// <remarks>Whoever waits goes on within <see cref="Answer"/>, so that is not for the writer's own thread.</remarks>
internal sealed class SqlitePendingEvent(EventMessage message, long since) : PendingEvent(message, since, TaskCreationOptions.None)
{
    /// <summary>Where it will stand when its transaction is committed.</summary>
    public EventPosition Position { get; set; }

    /// <summary>Why it could not be written.</summary>
    public Exception? Error { get; set; }

    /// <summary>Says what became of it.</summary>
    public void Answer()
    {
        if (Error is null)
            TrySetResult(Position);
        else
            Fail(Error);
    }
}

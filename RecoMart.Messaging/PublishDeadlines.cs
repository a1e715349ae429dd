namespace RecoMart.Messaging;

/// <summary>
/// Ends events that are not on disk in time. One clock looks after all of them, ten times a second while there are any: a timer for each
/// would be set and stopped as often as events come.
/// </summary>
/// <param name="timeout">How long an event may take.</param>
/// <param name="time">The clock.</param>
/// <param name="expire">Ends an event whose time is over.</param>
internal sealed class PublishDeadlines<T>(TimeSpan timeout, TimeProvider time, Action<T> expire) : IDisposable
    where T : PendingEvent
{
    private static readonly TimeSpan s_interval = TimeSpan.FromMilliseconds(100);

    private readonly Lock _lock = new();
    private readonly List<T> _pending = [];
    private ITimer? _timer;
    private bool _isTicking;

    /// <summary>Looks after an event until it has ended.</summary>
    public void Watch(T pending)
    {
        lock (_lock)
        {
            _pending.Add(pending);
            if (!_isTicking)
                Tick(true);
        }
    }

    public void Dispose()
    {
        lock (_lock)
            _timer?.Dispose();
    }

    private void Look()
    {
        List<T> late;
        var latest = time.GetTimestamp() - (long)(timeout.TotalSeconds * time.TimestampFrequency);
        lock (_lock)
        {
            _pending.RemoveAll(pending => pending.Task.IsCompleted);
            late = _pending.FindAll(pending => pending.Since <= latest);
            if (_pending.Count == 0)
                Tick(false);
        }
        foreach (var pending in late)
            expire(pending);
    }

    private void Tick(bool isTicking)
    {
        _isTicking = isTicking;
        _timer ??= time.CreateTimer(static deadlines => ((PublishDeadlines<T>)deadlines!).Look(), this, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
        var interval = isTicking ? s_interval : Timeout.InfiniteTimeSpan;
        _timer.Change(interval, interval);
    }
}

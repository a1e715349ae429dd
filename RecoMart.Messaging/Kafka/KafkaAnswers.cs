using System.Collections.Concurrent;

namespace RecoMart.Messaging.Kafka;

/// <summary>
/// Answers events on the pool's threads, some at a time. The client reports one after the other, and to wake a thread for each would take
/// longer than to answer it.
/// </summary>
internal sealed class KafkaAnswers : IThreadPoolWorkItem
{
    private const int AnsweredTogether = 16;

    private readonly ConcurrentQueue<PendingEvent> _reported = [];
    private int _isScheduled;

    public void Add(PendingEvent pending)
    {
        _reported.Enqueue(pending);
        Schedule();
    }

    void IThreadPoolWorkItem.Execute()
    {
        // Before looking: whatever is added from here on has another thread come.
        Volatile.Write(ref _isScheduled, 0);
        for (var i = 0; i < AnsweredTogether && _reported.TryDequeue(out var pending); i++)
            pending.Answer();
        if (!_reported.IsEmpty)
            Schedule();
    }

    private void Schedule()
    {
        if (Interlocked.Exchange(ref _isScheduled, 1) == 0)
            ThreadPool.UnsafeQueueUserWorkItem(this, preferLocal: false);
    }
}

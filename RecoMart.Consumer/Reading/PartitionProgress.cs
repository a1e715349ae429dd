namespace RecoMart.Consumer.Reading;

/// <summary>One partition of an <see cref="OffsetTracker"/>.</summary>
/// <param name="identity">The identity of the topic whose offsets these are.</param>
internal sealed class PartitionProgress(string identity)
{
    private readonly Queue<long> _open = new();

    // Done before one that came earlier. Offsets may have gaps, so a count would not do.
    private readonly HashSet<long> _doneEarly = [];
    private long? _advance;

    public string Identity { get; } = identity;

    public int Pending => _open.Count - _doneEarly.Count;

    public void Add(long offset) => _open.Enqueue(offset);

    public void Done(long offset)
    {
        if (_open.Count == 0 || offset < _open.Peek())
            return;
        _doneEarly.Add(offset);
        while (_open.TryPeek(out var first) && _doneEarly.Remove(first))
            _advance = _open.Dequeue() + 1;
    }

    public long? TakeAdvance()
    {
        var advance = _advance;
        _advance = null;
        return advance;
    }
}

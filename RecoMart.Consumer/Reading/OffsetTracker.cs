using RecoMart.Messaging;

namespace RecoMart.Consumer.Reading;

/// <summary>
/// Which events are at hand, which of them are done, and how far each partition may be committed: up to the first event that is not done.
/// Knows nothing of any log, and is for one thread at a time.
/// </summary>
internal sealed class OffsetTracker
{
    private readonly Dictionary<EventPartition, PartitionProgress> _partitions = [];

    /// <summary>How many events are at hand and not done.</summary>
    public int Pending => _partitions.Values.Sum(partition => partition.Pending);

    /// <summary>Takes an event that was read; those of a partition in order.</summary>
    public void Add(ReceivedEvent received)
    {
        if (!_partitions.TryGetValue(received.Source, out var partition) || partition.Identity != received.Identity)
            _partitions[received.Source] = partition = new PartitionProgress(received.Identity);
        partition.Add(received.Offset);
    }

    /// <summary>An event is staged or buried. One that was dropped meanwhile is none of this consumer's business any more.</summary>
    public void Done(ReceivedEvent received)
    {
        if (_partitions.TryGetValue(received.Source, out var partition) && partition.Identity == received.Identity)
            partition.Done(received.Offset);
    }

    /// <summary>Forgets partitions that were lost: their next reader begins at the committed offsets.</summary>
    public void Drop(IEnumerable<EventPartition> lost)
    {
        foreach (var partition in lost)
            _partitions.Remove(partition);
    }

    /// <summary>Forgets everything.</summary>
    public void Clear() => _partitions.Clear();

    /// <summary>The offsets to commit, of partitions that have come further since the last call.</summary>
    public IReadOnlyDictionary<EventPartition, long> TakeCommittable()
    {
        var offsets = new Dictionary<EventPartition, long>();
        foreach (var (partition, progress) in _partitions)
        {
            if (progress.TakeAdvance() is { } next)
                offsets[partition] = next;
        }
        return offsets;
    }
}

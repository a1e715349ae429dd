namespace RecoMart.Messaging;

/// <summary>How far a group is behind the end of a partition.</summary>
/// <param name="Next">The offset the group reads next, by what it has committed.</param>
/// <param name="End">One more than the last offset in use; never below <paramref name="Next"/>.</param>
public readonly record struct PartitionLag(long Next, long End)
{
    /// <summary>How many events are not committed; more than there are where not every offset is in use.</summary>
    public long Events => End - Next;
}

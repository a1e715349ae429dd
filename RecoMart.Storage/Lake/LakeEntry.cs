namespace RecoMart.Storage.Lake;

/// <summary>A dataset that is in the lake.</summary>
/// <param name="Partition">Where it is.</param>
/// <param name="Metadata">Its metadata.</param>
public sealed record LakeEntry(LakePartition Partition, LakeMetadata Metadata);

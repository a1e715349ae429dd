namespace RecoMart.Storage.Lake;

/// <summary>A file in a transaction's folder that is to become a dataset of the lake.</summary>
/// <param name="Name">The file's name in that folder.</param>
/// <param name="Partition">The dataset.</param>
/// <param name="Metadata">Its metadata.</param>
internal sealed record LakeNewFile(string Name, LakePartition Partition, LakeMetadata Metadata);

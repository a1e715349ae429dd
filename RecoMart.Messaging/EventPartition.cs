namespace RecoMart.Messaging;

/// <summary>A partition of a topic.</summary>
/// <param name="Topic">The topic.</param>
/// <param name="Partition">The partition, counted from 0.</param>
public readonly record struct EventPartition(string Topic, int Partition);

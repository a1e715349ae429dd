namespace RecoMart.Messaging;

/// <summary>Where in its topic an event stands.</summary>
/// <param name="Partition">The partition, counted from 0.</param>
/// <param name="Offset">The offset within the partition, rising from 0; not every number need be in use.</param>
public readonly record struct EventPosition(int Partition, long Offset);

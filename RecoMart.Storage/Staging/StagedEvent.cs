namespace RecoMart.Storage.Staging;

/// <summary>An event on its way into a staging file.</summary>
/// <typeparam name="TRecord">The record's type.</typeparam>
/// <param name="Record">The row.</param>
/// <param name="Partition">Where in which log it stands; null for an event from no log, which is written every time it is staged.</param>
/// <param name="Offset">Its offset in <paramref name="Partition"/>.</param>
public sealed record StagedEvent<TRecord>(TRecord Record, LogPartition? Partition = null, long Offset = 0);

namespace RecoMart.Storage.Staging;

/// <summary>A partition of one particular event log.</summary>
/// <param name="Log">
/// The log's identity. A topic that was deleted and made again counts its offsets from 0 again: by its identity it is a new log, not a log
/// of duplicates.
/// </param>
/// <param name="Topic">The topic.</param>
/// <param name="Partition">The partition.</param>
public readonly record struct LogPartition(string Log, string Topic, int Partition);

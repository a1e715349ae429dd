namespace RecoMart.BatchIngestor.Retention;

/// <summary>A folder of a date that is older than what is kept.</summary>
/// <param name="Path">Its path in the lake.</param>
/// <param name="Date">Its date, UTC.</param>
/// <param name="Bytes">The size of the files in it.</param>
/// <param name="Why">Why it goes, or stays.</param>
public sealed record PrunedPartition(string Path, DateOnly Date, long Bytes, string Why);

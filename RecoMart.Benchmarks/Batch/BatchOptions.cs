namespace RecoMart.Benchmarks.Batch;

/// <summary>What the batch scenario measures.</summary>
/// <param name="Rows">Rows to generate when no file is given.</param>
/// <param name="Pairs">Measured pairs of runs, after one warm-up of each side.</param>
/// <param name="Threads">Threads that each side may use.</param>
/// <param name="Input">A transaction CSV file; null to generate one.</param>
/// <param name="Ingestor">Another build of the ingestor; null for the one beside this assembly.</param>
internal sealed record BatchOptions(long Rows, int Pairs, int Threads, string? Input, string? Ingestor);

namespace RecoMart.Benchmarks.Batch;

/// <summary>What the incremental scenario measures.</summary>
/// <param name="Files">The files that the lake has.</param>
/// <param name="NewFiles">Those that are there besides.</param>
/// <param name="RowsPerFile">The rows of each.</param>
/// <param name="Pairs">Measured runs of each contender, in turn, after one for warm-up.</param>
/// <param name="Threads">Threads that the ingestor may use.</param>
/// <param name="Ingestor">Another build of the ingestor; null for the one that <c>./run.sh</c> makes.</param>
internal sealed record IncrementalOptions(int Files, int NewFiles, long RowsPerFile, int Pairs, int Threads, string? Ingestor);

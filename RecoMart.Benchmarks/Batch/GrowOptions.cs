namespace RecoMart.Benchmarks.Batch;

/// <summary>What the grow scenario measures.</summary>
/// <param name="Rows">Numbers of rows, each in one file.</param>
/// <param name="Files">Numbers of files that share <paramref name="FileRows"/>.</param>
/// <param name="FileRows">The rows that the files share.</param>
/// <param name="Runs">Measured runs of each.</param>
/// <param name="Threads">Threads that the ingestor may use.</param>
/// <param name="Ingestor">Another build of the ingestor; null for the one that <c>./run.sh</c> makes.</param>
internal sealed record GrowOptions(
    IReadOnlyList<long> Rows, IReadOnlyList<long> Files, long FileRows, int Runs, int Threads, string? Ingestor);

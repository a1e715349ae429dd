namespace RecoMart.Benchmarks.Batch;

/// <summary>What the start scenario measures.</summary>
/// <param name="Pairs">Measured runs of each contender, in turn, after one for warm-up.</param>
/// <param name="Ingestor">Another build of the ingestor; null for the one that <c>./run.sh</c> makes.</param>
internal sealed record StartOptions(int Pairs, string? Ingestor);

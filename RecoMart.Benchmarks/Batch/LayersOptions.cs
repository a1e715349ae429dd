namespace RecoMart.Benchmarks.Batch;

/// <summary>What the layers scenario measures.</summary>
/// <param name="Rows">Transactions in the lake.</param>
/// <param name="Pairs">Measured runs of each side, in turn, after one for warm-up.</param>
/// <param name="Ingestor">Another build of the ingestor; null for the one that <c>./run.sh</c> makes.</param>
internal sealed record LayersOptions(long Rows, int Pairs, string? Ingestor);

using RecoMart.Benchmarks.Measurement;

namespace RecoMart.Benchmarks.Batch;

/// <summary>The batch scenario's result.</summary>
/// <param name="Machine">Where it was measured.</param>
/// <param name="Source">The source that was ingested.</param>
/// <param name="Threads">Threads that each side may use.</param>
/// <param name="InputBytes">The size of the source file.</param>
/// <param name="Ingestor">The ingestor's figures.</param>
/// <param name="Peers">Those of its peers, and how it does against each.</param>
internal sealed record BatchReport(
    Machine Machine, string Source, int Threads, long InputBytes, ContenderReport Ingestor, IReadOnlyList<BatchComparison> Peers);

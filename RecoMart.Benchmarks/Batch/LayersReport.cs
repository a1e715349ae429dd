using RecoMart.Benchmarks.Measurement;
using RecoMart.Benchmarks.Peers;

namespace RecoMart.Benchmarks.Batch;

/// <summary>The layers scenario's result.</summary>
/// <param name="Machine">Where it was measured.</param>
/// <param name="Rows">Transactions that were ingested.</param>
/// <param name="ValidatedBytes">The size of the validated layer, which is what goes in.</param>
/// <param name="PeerVersion">The version of DuckDB.</param>
/// <param name="Comparisons">What was measured.</param>
/// <param name="Tables">What came out, on both sides.</param>
internal sealed record LayersReport(
    Machine Machine, long Rows, long ValidatedBytes, string PeerVersion, IReadOnlyList<LayerComparison> Comparisons, IReadOnlyList<LayerContent> Tables);

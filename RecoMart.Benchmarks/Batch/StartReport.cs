using RecoMart.Benchmarks.Measurement;

namespace RecoMart.Benchmarks.Batch;

/// <summary>The start scenario's result.</summary>
/// <param name="Machine">Where it was measured.</param>
/// <param name="Contenders">The ingestor first.</param>
internal sealed record StartReport(Machine Machine, IReadOnlyList<StartFigures> Contenders);

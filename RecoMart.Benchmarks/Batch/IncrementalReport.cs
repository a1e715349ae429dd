using RecoMart.Benchmarks.Measurement;

namespace RecoMart.Benchmarks.Batch;

/// <summary>The incremental scenario's result.</summary>
/// <param name="Machine">Where it was measured.</param>
/// <param name="SourceBytes">The size of all source files.</param>
/// <param name="Contenders">The two snapshots, which the others are compared with, last.</param>
/// <param name="Watch">A process that stays.</param>
internal sealed record IncrementalReport(Machine Machine, long SourceBytes, IReadOnlyList<IncrementalFigures> Contenders, WatchFigures Watch);

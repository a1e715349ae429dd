using RecoMart.Benchmarks.Measurement;

namespace RecoMart.Benchmarks.Streaming;

/// <summary>The stream scenario's result.</summary>
/// <param name="Machine">Where it was measured.</param>
/// <param name="Logs">The figures on each event log.</param>
internal sealed record StreamReport(Machine Machine, IReadOnlyList<StreamLogReport> Logs);

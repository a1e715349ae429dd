using RecoMart.Benchmarks.Measurement;

namespace RecoMart.Benchmarks.Batch;

/// <summary>The grow scenario's result.</summary>
/// <param name="Machine">Where it was measured.</param>
/// <param name="ByRows">One file of more and more rows.</param>
/// <param name="ByFiles">The same rows in more and more files.</param>
internal sealed record GrowReport(Machine Machine, GrowSeries ByRows, GrowSeries ByFiles);

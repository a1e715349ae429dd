using RecoMart.Benchmarks.Measurement;

namespace RecoMart.Benchmarks.Batch;

/// <summary>The cost of one size.</summary>
/// <param name="Size">Rows, or files.</param>
/// <param name="WallSeconds">From the process' start to its end.</param>
/// <param name="CpuSeconds">User plus system time.</param>
/// <param name="PeakMegabytes">The largest resident set.</param>
internal sealed record GrowPoint(long Size, Spread WallSeconds, Spread CpuSeconds, Spread PeakMegabytes);

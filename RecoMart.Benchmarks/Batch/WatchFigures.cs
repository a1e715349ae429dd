using RecoMart.Benchmarks.Measurement;

namespace RecoMart.Benchmarks.Batch;

/// <summary>What the runs of one process with <c>--watch</c> take, which has started long ago.</summary>
/// <param name="RunSeconds">Those that find the new files.</param>
/// <param name="NothingNewSeconds">Those that find nothing.</param>
/// <param name="OfAll">The former over a snapshot of all files, a run alone.</param>
/// <param name="OfNew">The former over a snapshot of the new files alone, a run alone.</param>
internal sealed record WatchFigures(Spread RunSeconds, Spread NothingNewSeconds, Spread OfAll, Spread OfNew);

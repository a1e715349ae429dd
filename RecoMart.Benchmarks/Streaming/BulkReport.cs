using RecoMart.Benchmarks.Measurement;

namespace RecoMart.Benchmarks.Streaming;

/// <summary>Many events a request, and what then is in the log.</summary>
/// <param name="PostedPerSecond">Events a second through the API into the log.</param>
/// <param name="PublishedPerSecond">The raw producer's.</param>
/// <param name="PostRatio">The first over the second, pair by pair.</param>
/// <param name="DrainedPerSecond">Events a second from the log to the staging file.</param>
/// <param name="ReadPerSecond">The bare consumer's.</param>
/// <param name="DrainRatio">The first over the second, pair by pair.</param>
internal sealed record BulkReport(
    Spread PostedPerSecond, Spread PublishedPerSecond, Spread PostRatio, Spread DrainedPerSecond, Spread ReadPerSecond, Spread DrainRatio);

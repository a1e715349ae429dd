namespace RecoMart.Benchmarks.Streaming.Load;

/// <summary>What clients got.</summary>
/// <param name="Accepted">Events that were accepted, those of the warm-up too.</param>
/// <param name="EventsPerSecond">The rate of those that were counted.</param>
internal sealed record PostLoadResult(long Accepted, double EventsPerSecond);

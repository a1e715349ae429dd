namespace RecoMart.Benchmarks.Streaming.Log;

/// <summary>What the event log alone has done.</summary>
/// <param name="Events">Events published, or read.</param>
/// <param name="EventsPerSecond">How fast.</param>
/// <param name="Milliseconds">How long each publish took, or how old each event was when it was read.</param>
internal sealed record LogRun(long Events, double EventsPerSecond, Latencies Milliseconds);

using RecoMart.Benchmarks.Measurement;

namespace RecoMart.Benchmarks.Streaming;

/// <summary>What telemetry costs: one event a request, with nobody who receives it, and with a receiver.</summary>
/// <param name="Connections">How many clients post at a time.</param>
/// <param name="Off">Requests a second with no receiver.</param>
/// <param name="Sampled">Requests a second with one in a hundred traces sent, and all metrics and logs.</param>
/// <param name="Full">Requests a second with all of them sent.</param>
/// <param name="SampledRatio"><paramref name="Sampled"/> over <paramref name="Off"/>, run by run.</param>
/// <param name="FullRatio"><paramref name="Full"/> over <paramref name="Off"/>, run by run.</param>
internal sealed record TelemetryReport(int Connections, Spread Off, Spread Sampled, Spread Full, Spread SampledRatio, Spread FullRatio);

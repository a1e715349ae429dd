using RecoMart.Benchmarks.Measurement;

namespace RecoMart.Benchmarks.Streaming;

/// <summary>One event a request.</summary>
/// <param name="Connections">How many clients post at a time.</param>
/// <param name="PerSecond">Requests a second of the API.</param>
/// <param name="CpuMicroseconds">The processor time the API takes for one, its warm-up included.</param>
/// <param name="PeerPerSecond">Requests a second of the minimal API.</param>
/// <param name="PeerCpuMicroseconds">Its processor time for one.</param>
/// <param name="Ratio">The API's rate over the minimal API's, pair by pair.</param>
internal sealed record OnePostReport(
    int Connections, Spread PerSecond, Spread CpuMicroseconds, Spread PeerPerSecond, Spread PeerCpuMicroseconds, Spread Ratio);

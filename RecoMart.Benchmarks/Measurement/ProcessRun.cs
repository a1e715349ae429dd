namespace RecoMart.Benchmarks.Measurement;

/// <summary>What one process took, start to end, as the operating system counted it.</summary>
/// <param name="Wall">Elapsed time.</param>
/// <param name="Cpu">User plus system time of all its threads.</param>
/// <param name="PeakBytes">The largest resident set.</param>
/// <param name="Output">Its standard output.</param>
internal sealed record ProcessRun(TimeSpan Wall, TimeSpan Cpu, long PeakBytes, string Output);

using RecoMart.Benchmarks.Measurement;

namespace RecoMart.Benchmarks.Batch;

/// <summary>One run of <c>prepare</c>, of <c>features</c>, or of both.</summary>
/// <param name="Process">The whole of its process.</param>
/// <param name="SpillBytes">The most that DuckDB's files for what did not fit into memory took.</param>
/// <param name="PendingBytes">The most that all files took that were not published yet, those among them.</param>
internal sealed record LayerRun(ProcessRun Process, long SpillBytes, long PendingBytes)
{
    /// <summary>One run after the other.</summary>
    public LayerRun And(LayerRun next) => new(
        new ProcessRun(
            Process.Wall + next.Process.Wall, Process.Cpu + next.Process.Cpu, Math.Max(Process.PeakBytes, next.Process.PeakBytes), Process.Output + next.Process.Output),
        Math.Max(SpillBytes, next.SpillBytes),
        Math.Max(PendingBytes, next.PendingBytes));
}

namespace RecoMart.Benchmarks.Streaming;

/// <summary>The figures on one event log.</summary>
/// <param name="Log">Which.</param>
/// <param name="OnePosts">One event a request, by the number of clients; none where that was not measured.</param>
/// <param name="Bulk">Many events a request, and the drain of the log; null where that was not measured.</param>
/// <param name="PostToStaged">Null where that was not measured; from sending a request until its row is in the staging file, in milliseconds, under light load.</param>
/// <param name="Telemetry">Null where that was not measured.</param>
/// <param name="Growth">Null where that was not measured.</param>
internal sealed record StreamLogReport(
    string Log, IReadOnlyList<OnePostReport> OnePosts, BulkReport? Bulk, Latencies? PostToStaged, TelemetryReport? Telemetry, GrowthReport? Growth);

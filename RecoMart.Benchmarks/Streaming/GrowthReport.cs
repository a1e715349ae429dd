namespace RecoMart.Benchmarks.Streaming;

/// <summary>How the cost of an event grows.</summary>
/// <param name="Connections">One event a request, by the number of clients.</param>
/// <param name="Partitions">Many events a request, and what then is in the log, by the number of partitions.</param>
internal sealed record GrowthReport(IReadOnlyList<OnePostReport> Connections, IReadOnlyList<PartitionsReport> Partitions);

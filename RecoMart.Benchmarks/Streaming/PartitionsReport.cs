namespace RecoMart.Benchmarks.Streaming;

/// <summary>Many events a request, and the drain, on topics with so many partitions.</summary>
/// <param name="Partitions">How many partitions each topic has.</param>
/// <param name="Bulk">The figures.</param>
internal sealed record PartitionsReport(int Partitions, BulkReport Bulk);

using RecoMart.Storage.Lake;

namespace RecoMart.BatchIngestor.Commands;

/// <summary>What <c>ingest</c> is asked for.</summary>
/// <param name="Source">The source, or null for all.</param>
/// <param name="Mode">Whether to read all files, or what is new of them.</param>
/// <param name="Through">The last layer to make.</param>
internal sealed record IngestRequest(string? Source, LakeMode Mode, string Through);

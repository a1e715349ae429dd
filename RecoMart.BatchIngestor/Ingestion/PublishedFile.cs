namespace RecoMart.BatchIngestor.Ingestion;

/// <summary>A file that an ingest put into the lake.</summary>
/// <param name="Layer">The layer.</param>
/// <param name="Path">Its full path.</param>
/// <param name="Rows">Its rows.</param>
/// <param name="Bytes">Its size.</param>
/// <param name="Md5">Its MD5.</param>
public sealed record PublishedFile(string Layer, string Path, long Rows, long Bytes, string Md5);

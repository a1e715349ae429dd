namespace RecoMart.Api.Catalogue.Lake;

/// <summary>A dataset as the page shows it.</summary>
/// <param name="Date">The ingestion date.</param>
/// <param name="Source">The source.</param>
/// <param name="Layer">The layer.</param>
/// <param name="Path">The data file, relative to the lake's base.</param>
/// <param name="Rows">Its rows.</param>
/// <param name="Bytes">Its size.</param>
/// <param name="Ingested">When it was made, UTC.</param>
/// <param name="Checksum">What is known of its MD5.</param>
public sealed record DatasetView(
    DateOnly Date, string Source, string Layer, string Path, long Rows, long Bytes, DateTimeOffset Ingested, ChecksumResult Checksum);

namespace RecoMart.BatchIngestor.Ingestion;

/// <summary>The specification's names for the steps of one source; they stand in logs and traces.</summary>
/// <param name="Discover">Finding the files; null where the source is one file with a given name.</param>
/// <param name="Validate">Making sure that they can be read.</param>
/// <param name="Read">Reading and parsing them.</param>
/// <param name="Merge">Making one dataset of them; null where reading includes it.</param>
/// <param name="Parse">Turning text into values of the right type, where that has a name of its own; null where reading includes it.</param>
/// <param name="Clean">Applying the field contract.</param>
/// <param name="Store">Writing to the lake.</param>
internal sealed record IngestionSteps(string? Discover, string Validate, string Read, string? Merge, string? Parse, string Clean, string Store);

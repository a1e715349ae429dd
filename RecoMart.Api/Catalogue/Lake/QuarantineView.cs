namespace RecoMart.Api.Catalogue.Lake;

/// <summary>What went to quarantine on the newest date.</summary>
/// <param name="Date">The date; null where nothing was ingested.</param>
/// <param name="Rows">How many rows.</param>
/// <param name="Lines">The last of them; null where they are still being read.</param>
/// <param name="Problem">Why some can't be read.</param>
public sealed record QuarantineView(DateOnly? Date, long Rows, IReadOnlyList<QuarantinedLine>? Lines, string? Problem);

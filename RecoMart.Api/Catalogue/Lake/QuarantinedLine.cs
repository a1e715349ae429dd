using RecoMart.Storage.Lake;

namespace RecoMart.Api.Catalogue.Lake;

/// <summary>A row in quarantine, with its source.</summary>
/// <param name="Source">The source.</param>
/// <param name="Row">The row.</param>
public sealed record QuarantinedLine(string Source, QuarantinedRow Row);

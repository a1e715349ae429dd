namespace RecoMart.Api.Catalogue.Lake;

/// <summary>What became of the rows of one ingestion date.</summary>
/// <param name="Date">The date.</param>
/// <param name="Validated">Rows that keep the rules.</param>
/// <param name="Quarantined">Rows that do not.</param>
public sealed record QualityDay(DateOnly Date, long Validated, long Quarantined)
{
    /// <summary>All of them.</summary>
    public long Rows => Validated + Quarantined;
}

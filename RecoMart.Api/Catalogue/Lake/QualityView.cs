namespace RecoMart.Api.Catalogue.Lake;

/// <summary>A source's quality over time.</summary>
/// <param name="Source">The source.</param>
/// <param name="Days">The last dates, oldest first; at least one.</param>
/// <param name="Reasons">Why rows of the last date were not taken, the most frequent first.</param>
public sealed record QualityView(string Source, IReadOnlyList<QualityDay> Days, IReadOnlyList<KeyValuePair<string, long>> Reasons)
{
    /// <summary>The last date.</summary>
    public QualityDay Last => Days[^1];
}

namespace RecoMart.Api.Catalogue.Lake;

/// <summary>A layer as the page shows it: how fresh it is, and of what it consists.</summary>
/// <param name="Name">The layer's name.</param>
/// <param name="MadeFrom">The layer it is made from; null for the one that comes from source files.</param>
/// <param name="Tables">Its tables; none: it was not made yet.</param>
/// <param name="Stale">What of the layer before is not what it was made from.</param>
/// <param name="IsBehind">Whether the layer before is stale itself.</param>
public sealed record LayerView(
    string Name, string? MadeFrom, IReadOnlyList<LayerTableView> Tables, IReadOnlyList<StaleSource> Stale, bool IsBehind)
{
    /// <summary>Whether it lacks something that it could have.</summary>
    public bool IsStale => IsBehind || Stale.Count > 0;
}

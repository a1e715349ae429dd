namespace RecoMart.Api.Catalogue.Lake;

/// <summary>A part of the layer before that is not what a layer was made from.</summary>
/// <param name="Name">The source's or the table's name.</param>
/// <param name="Newer">By how much it is newer; 0 or less: it is another one all the same, say an older one that was put back.</param>
public sealed record StaleSource(string Name, TimeSpan Newer);

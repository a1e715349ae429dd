namespace RecoMart.Api.Catalogue;

/// <summary>The page's files.</summary>
internal static class CatalogueAssets
{
    public static CatalogueAsset Style { get; } = new("catalogue.css", "text/css; charset=utf-8");

    public static CatalogueAsset Script { get; } = new("catalogue.js", "text/javascript; charset=utf-8");

    public static CatalogueAsset Icon { get; } = new("icon.svg", "image/svg+xml");

    public static IReadOnlyList<CatalogueAsset> All { get; } = [Style, Script, Icon];
}

using System.Security.Cryptography;

namespace RecoMart.Api.Catalogue;

/// <summary>A file of the page, embedded in the program.</summary>
internal sealed class CatalogueAsset
{
    private const int HashLength = 12;

    public CatalogueAsset(string name, string contentType)
    {
        using var resource = typeof(CatalogueAsset).Assembly.GetManifestResourceStream($"{typeof(CatalogueAsset).Namespace}.{name}")
            ?? throw new InvalidOperationException($"The program lacks its file {name}.");
        using var content = new MemoryStream();
        resource.CopyTo(content);
        Content = content.ToArray();
        ContentType = contentType;
        var hash = Convert.ToHexStringLower(SHA256.HashData(Content))[..HashLength];
        Path = $"{CatalogueEndpoints.Path}/{hash}/{name}";
    }

    public byte[] Content { get; }

    public string ContentType { get; }

    /// <summary>Where it is served; another content has another path.</summary>
    public string Path { get; }
}

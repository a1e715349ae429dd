using System.Globalization;

namespace RecoMart.Storage.Lake;

/// <summary>One dataset of the lake: <c>{layer}/{source}/{YYYY-MM-DD}/</c>.</summary>
/// <param name="Layer">The layer.</param>
/// <param name="Source">The source's name, such as <c>users</c>.</param>
/// <param name="Date">The ingestion date, UTC.</param>
/// <param name="DatasetName">The name of the dataset's files, without extension.</param>
public sealed record LakePartition(LakeLayer Layer, string Source, DateOnly Date, string DatasetName)
{
    /// <summary>The layer's folder.</summary>
    public string LayerName => NameOf(Layer);

    /// <summary>The data file, relative to the lake's base, with forward slashes.</summary>
    public string DataPath => $"{Folder}/{DatasetName}.parquet";

    /// <summary>The metadata file, relative to the lake's base, with forward slashes.</summary>
    public string MetadataPath => $"{Folder}/{DatasetName}{MetadataSuffix}";

    /// <summary>How a date is written in paths.</summary>
    internal const string DateFormat = "yyyy-MM-dd";

    /// <summary>What follows the dataset's name in the name of its metadata file.</summary>
    internal const string MetadataSuffix = "_metadata.json";

    /// <summary>The folder, relative to the lake's base, with forward slashes.</summary>
    public string Folder => string.Create(CultureInfo.InvariantCulture, $"{LayerName}/{Source}/{Date:yyyy-MM-dd}");

    /// <summary>A layer's folder name.</summary>
    /// <param name="layer">The layer.</param>
    /// <returns>Its name in lower case.</returns>
#pragma warning disable CA1308 // a folder name, not a comparison
    public static string NameOf(LakeLayer layer) => layer.ToString().ToLowerInvariant();
#pragma warning restore CA1308
}

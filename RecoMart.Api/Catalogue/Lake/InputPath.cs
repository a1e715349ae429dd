using System.Globalization;
using RecoMart.Storage.Lake;

namespace RecoMart.Api.Catalogue.Lake;

/// <summary>Where a lineage says that a dataset is.</summary>
internal static class InputPath
{
    private const string Suffix = ".parquet";

    /// <summary>Reads <c>{layer}/{source}/{YYYY-MM-DD}/{name}.parquet</c>.</summary>
    /// <returns>The dataset; null if the path is another, such as one that leads out of the lake.</returns>
    public static LakePartition? Parse(string path)
    {
        if (path.Split('/') is not [var layerName, var source, var day, var file]
            || !file.EndsWith(Suffix, StringComparison.Ordinal)
            || source is "." or ".." || path.AsSpan().ContainsAny('\\', ':', '\0')
            || !DateOnly.TryParseExact(day, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var date))
            return null;
        foreach (var layer in Enum.GetValues<LakeLayer>())
        {
            if (LakePartition.NameOf(layer) == layerName)
                return new LakePartition(layer, source, date, file[..^Suffix.Length]);
        }
        return null;
    }
}

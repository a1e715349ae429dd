using System.Globalization;
using System.Text.RegularExpressions;

namespace RecoMart.BatchIngestor.Transformations;

/// <summary>An amount of memory, as people write it and DuckDB takes it: <c>168MB</c>, <c>1.5GiB</c>.</summary>
internal static partial class SqlMemory
{
    /// <summary>Reads an amount.</summary>
    /// <param name="text">The text.</param>
    /// <returns>The bytes, or null when it is none.</returns>
    public static long? TryParse(string text)
    {
        if (Pattern().Match(text) is not { Success: true } match)
            return null;
        double unit = match.Groups[2].Value.ToUpperInvariant() switch
        {
            "MB" => 1e6,
            "MIB" => 1 << 20,
            "GB" => 1e9,
            _ => 1 << 30,
        };
        return (long)(double.Parse(match.Groups[1].Value, CultureInfo.InvariantCulture) * unit);
    }

    [GeneratedRegex(@"^\s*(\d{1,6}(?:\.\d{1,3})?)\s*(MB|MiB|GB|GiB)\s*$", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex Pattern();
}

using System.Globalization;

namespace RecoMart.BatchIngestor.Ingestion;

/// <summary>Lists of files in log lines.</summary>
internal static class FileNames
{
    private const int MaxShown = 20;

    /// <summary>Joins them, the first ones only where they are many: thousands of names would make one line of them.</summary>
    /// <param name="names">The names, with what is to be said of each.</param>
    /// <returns>Such as <c>users_a.csv, users_b.csv and 1,998 more</c>.</returns>
    public static string Join(IReadOnlyCollection<string> names) => names.Count <= MaxShown
        ? string.Join(", ", names)
        : string.Create(CultureInfo.InvariantCulture, $"{string.Join(", ", names.Take(MaxShown))} and {names.Count - MaxShown:N0} more");
}

using System.Globalization;

namespace RecoMart.BatchIngestor.Commands;

/// <summary>How often <c>--watch</c> looks, as people write it: a whole number and a unit.</summary>
internal static class WatchInterval
{
    /// <summary>How often where nobody says.</summary>
    public const string Default = "1m";

    /// <summary>What can be written, for errors.</summary>
    public const string Rule = "a whole number and s, m or h, from 1s to 24h, such as 30s, 5m or 1h";

    private const long LongestSeconds = 24 * 3600;

    /// <summary>Reads one.</summary>
    /// <param name="text">The text.</param>
    /// <param name="interval">The interval.</param>
    /// <returns>Whether it is one.</returns>
    public static bool TryParse(string text, out TimeSpan interval)
    {
        interval = default;
        if (text.Length < 2 || !int.TryParse(text.AsSpan(0, text.Length - 1), NumberStyles.None, CultureInfo.InvariantCulture, out var count))
            return false;
        var seconds = count * text[^1] switch
        {
            's' => 1L,
            'm' => 60L,
            'h' => 3600L,
            _ => 0L,
        };
        if (seconds is <= 0 or > LongestSeconds)
            return false;
        interval = TimeSpan.FromSeconds(seconds);
        return true;
    }

    /// <summary>Reads one that has been looked at.</summary>
    /// <param name="text">The text.</param>
    /// <returns>The interval.</returns>
    public static TimeSpan Parse(string text) =>
        TryParse(text, out var interval) ? interval : throw new FormatException($"'{text}' is no interval; write {Rule}.");
}

using System.Globalization;
using RecoMart.ServiceDefaults;

namespace RecoMart.Api.Catalogue;

/// <summary>How the page writes things.</summary>
internal static class Shown
{
    private const int MaxText = 160;

    private static readonly string[] s_units = ["B", "kB", "MB", "GB", "TB", "PB"];

    public static string Count(long number) => number.ToString("N0", CultureInfo.InvariantCulture);

    /// <summary>A number with its noun: <c>1 file</c>, <c>2,000 files</c>.</summary>
    public static string Count(long number, string noun) => $"{Count(number)} {noun}{(number == 1 ? "" : "s")}";

    /// <summary>Three digits of a size, in powers of 1,000 as disks are sold.</summary>
    public static string Bytes(long bytes)
    {
        var (value, unit) = ((double)bytes, 0);
        while (value >= 999.5 && unit < s_units.Length - 1)
            (value, unit) = (value / 1000, unit + 1);
        var digits = unit == 0 || value >= 99.95 ? "0" : value >= 9.995 ? "0.0" : "0.00";
        return $"{value.ToString(digits, CultureInfo.InvariantCulture)} {s_units[unit]}";
    }

    /// <summary>A part of a whole in percent, rounded down, so that 100 % means all.</summary>
    public static string Percent(long part, long whole)
    {
        if (whole == 0)
            return "–";
        var percent = Math.Floor(part * 10_000m / whole) / 100;
        return percent.ToString("0.##", CultureInfo.InvariantCulture) + " %";
    }

    public static string Date(DateOnly date) => date.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);

    public static string Time(DateTimeOffset time) => time.UtcDateTime.ToString("HH:mm:ss", CultureInfo.InvariantCulture);

    public static string DateAndTime(DateTimeOffset time) => time.UtcDateTime.ToString("yyyy-MM-dd HH:mm:ss", CultureInfo.InvariantCulture);

    /// <summary>A length of time in its largest unit, rounded down: <c>12 s</c>, <c>5 min</c>, <c>2 h</c>, <c>3 days</c>.</summary>
    public static string Span(TimeSpan time) => time switch
    {
        { TotalMinutes: < 1 } => $"{Count(Math.Max(1, time.Seconds))} s",
        { TotalHours: < 1 } => $"{time.Minutes} min",
        { TotalDays: < 2 } => $"{Count((long)time.TotalHours)} h",
        _ => $"{Count(time.Days)} days",
    };

    /// <summary>As the attribute of a <c>time</c> element.</summary>
    public static string Machine(DateTimeOffset time) => time.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture);

    /// <summary>Text from outside; what can't be seen is made visible.</summary>
    public static string Text(string text) => PlainText.OneLine(text, MaxText);
}

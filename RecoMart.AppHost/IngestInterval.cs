using System.Globalization;
using System.Text.RegularExpressions;

namespace RecoMart.AppHost;

/// <summary>The time between two ingests, as the ingestor's <c>--watch</c> takes it.</summary>
/// <param name="Text">As it was set: <c>30s</c>, <c>5m</c>, <c>1h</c>.</param>
/// <param name="Words">The same for people: <c>5 minutes</c>.</param>
internal sealed partial record IngestInterval(string Text, string Words)
{
    /// <summary>The setting that asks for repeated ingests.</summary>
    public const string Setting = "ingest_interval";

    private const int MaxSeconds = 24 * 3600;

    /// <summary>Reads one.</summary>
    /// <exception cref="InvalidDataException">It is none, or too short or too long.</exception>
    public static IngestInterval Parse(string text)
    {
        if (Pattern().Match(text) is not { Success: true } match)
            throw Invalid(text);
        var (seconds, noun) = match.Groups["unit"].Value switch
        {
            "s" => (1, "second"),
            "m" => (60, "minute"),
            _ => (3600, "hour"),
        };
        var count = int.Parse(match.Groups["count"].ValueSpan, CultureInfo.InvariantCulture);
        return count >= 1 && count * seconds <= MaxSeconds
            ? new IngestInterval(text, count == 1 ? noun : $"{count} {noun}s")
            : throw Invalid(text);
    }

    private static InvalidDataException Invalid(string text) => new(
        $"The setting {Setting} is '{text}'; give a whole number of seconds, minutes or hours from 1s to 24h, for example 5m, or leave it out for one ingest at the start.");

    // Five digits are enough for a day in seconds.
    [GeneratedRegex(@"^(?<count>[0-9]{1,5})(?<unit>[smh])\z", RegexOptions.ExplicitCapture)]
    private static partial Regex Pattern();
}

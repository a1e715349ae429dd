using System.Globalization;

namespace RecoMart.Benchmarks.Generation;

/// <summary>
/// What can be wrong, or only unusual, in a transaction row. The generator takes one after the other, so a file with as
/// many dirty rows as there are kinds holds each of them. Cells: user_id, item_id, view_mode, rating, timestamp.
/// </summary>
internal static class TransactionDirt
{
    public static readonly IReadOnlyList<Dirt> Kinds =
    [
        // Unusual, but every value can be read.
        Dirt.InCell("user id with a fraction of zeros", 0, id => id + ".0"),
        Dirt.InCell("item id with a fraction of zeros", 1, id => id + ".0"),
        Dirt.InCell("spaces around the item id", 1, id => $" {id} "),
        Dirt.InCell("spaces around the view mode", 2, mode => $" {mode} "),
        Dirt.InCell("view mode in capitals", 2, mode => mode.ToUpperInvariant()),
        Dirt.InCell("view mode with a capital", 2, mode => char.ToUpperInvariant(mode[0]) + mode[1..]),
        Dirt.Cell("rating with a fraction of zeros", 3, "4.0"),
        Dirt.InCell("timestamp with T and Z", 4, time => Iso(time, "yyyy-MM-ddTHH:mm:ss.ffffffZ")),
        Dirt.InCell("timestamp with T and offset", 4, time => Iso(time, "yyyy-MM-ddTHH:mm:ss.fff+00:00")),
        Dirt.InCell("timestamp with an offset west of Greenwich", 4, time => Iso(time, "yyyy-MM-dd HH:mm:ss-05:00")),
        Dirt.InCell("timestamp without a fraction", 4, time => Iso(time, "yyyy-MM-dd HH:mm:ss")),
        Dirt.InCell("timestamp with seven fraction digits", 4, time => Iso(time, "yyyy-MM-ddTHH:mm:ss.ffffff") + "7"),
        Dirt.InCell("date alone", 4, time => time[..10]),

        // An optional value that cannot be used.
        Dirt.Cell("rating too high", 3, "9"),
        Dirt.Cell("rating zero", 3, "0"),
        Dirt.Cell("negative rating", 3, "-1"),
        Dirt.Cell("rating in words", 3, "five"),
        Dirt.Cell("rating with a fraction", 3, "4.5"),
        Dirt.Cell("rating as a null word", 3, "N/A"),

        // A required value that cannot be used.
        Dirt.Cell("misspelt view mode", 2, "veiw"),
        Dirt.Cell("another misspelt view mode", 2, "add_to_crat"),
        Dirt.Cell("unknown view mode", 2, "click"),
        Dirt.Cell("view mode as a null word", 2, "None"),
        Dirt.Cell("empty view mode", 2, ""),
        Dirt.Cell("timestamp of a calendar that does not exist", 4, "2026-13-45 10:00:00"),
        Dirt.Cell("timestamp in a local format", 4, "31/12/2025 10:15"),
        Dirt.Cell("timestamp in words", 4, "yesterday"),
        Dirt.Cell("timestamp as a null word", 4, "NaN"),
        Dirt.Cell("empty timestamp", 4, ""),

        // A key that cannot be read.
        Dirt.Cell("unknown user", 0, "unknown"),
        Dirt.Cell("user id in words", 0, "twenty"),
        Dirt.Cell("user id as a null word", 0, "NULL"),
        Dirt.Cell("empty user id", 0, ""),
        Dirt.Cell("user id with a thousands separator", 0, "1,024"),
        Dirt.InCell("item id with a letter", 1, id => "P" + id),
        Dirt.Cell("empty item id", 1, ""),

        // A row of another length.
        new("row without a timestamp", cells => cells[..4]),
        new("row of two cells", cells => cells[..2]),
        new("row of one cell", cells => cells[..1]),
        new("row with a cell too many", cells => [.. cells, "promo"]),
        new("row split by an unquoted thousands separator", cells => ["1", "024", .. cells[1..]]),
    ];

    private static string Iso(string clean, string format) =>
        DateTimeOffset.Parse(clean, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal)
            .UtcDateTime.ToString(format.Replace("T", "'T'", StringComparison.Ordinal).Replace("Z", "'Z'", StringComparison.Ordinal), CultureInfo.InvariantCulture);
}

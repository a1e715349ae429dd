namespace RecoMart.Benchmarks.Generation;

/// <summary>What can be wrong, or only unusual, in a user row, taken one after the other. Cells: user_id, age, gender, device.</summary>
internal static class UserDirt
{
    public static readonly IReadOnlyList<Dirt> Kinds =
    [
        // Unusual, but every value can be read.
        Dirt.InCell("user id with a fraction of zeros", 0, id => id + ".0"),
        Dirt.InCell("spaces around the age", 1, age => $" {age} "),
        Dirt.InCell("age with a fraction of zeros", 1, age => age + ".0"),
        Dirt.Cell("very high age", 1, "150"),
        Dirt.InCell("spaces around the gender", 2, gender => $" {gender} "),
        Dirt.InCell("gender in small letters", 2, gender => gender.ToLowerInvariant()),
        Dirt.InCell("gender as a word", 2, gender => gender == "M" ? "Male" : "Female"),
        Dirt.InCell("gender as a word in capitals", 2, gender => gender == "M" ? "MALE" : "FEMALE"),
        Dirt.InCell("device in capitals", 3, device => device.ToUpperInvariant()),
        Dirt.InCell("device in small letters", 3, device => device.ToLowerInvariant()),
        Dirt.InCell("spaces around the device", 3, device => $" {device}  "),

        // An optional value that is missing or cannot be used.
        Dirt.Cell("negative age", 1, "-5"),
        Dirt.Cell("age zero", 1, "0"),
        Dirt.Cell("age in words", 1, "twenty"),
        Dirt.Cell("unknown age", 1, "unknown"),
        Dirt.Cell("age as a null word", 1, "NaN"),
        Dirt.Cell("empty age", 1, ""),
        Dirt.Cell("misspelt gender", 2, "Femlae"),
        Dirt.Cell("gender as a null word", 2, "None"),
        Dirt.Cell("misspelt device", 3, "Moblie"),
        Dirt.Cell("unknown device", 3, "SmartTV"),
        Dirt.Cell("another unknown device", 3, "Phone"),
        Dirt.Cell("empty device", 3, ""),

        // A key that cannot be read.
        Dirt.Cell("unknown user", 0, "unknown"),
        Dirt.Cell("user id as a null word", 0, "N/A"),
        Dirt.Cell("empty user id", 0, ""),
        Dirt.Cell("user id with a thousands separator", 0, "1,024"),
        Dirt.InCell("user id with a letter", 0, id => "U" + id),

        // A row of another length.
        new("row without a device", cells => cells[..3]),
        new("row of one cell", cells => cells[..1]),
        new("row with a cell too many", cells => [.. cells, "newsletter \"weekly\""]),
    ];
}

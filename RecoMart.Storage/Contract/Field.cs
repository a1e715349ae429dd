using System.Globalization;

namespace RecoMart.Storage.Contract;

/// <summary>One field of a source: its name, its type and the rules its values must keep.</summary>
/// <param name="Name">The column's name, as the specification writes it.</param>
/// <param name="Type">The type of its values.</param>
public sealed record Field(string Name, FieldType Type)
{
    /// <summary>Whether the row is worthless without it: the raw layer takes only rows whose key fields can be read.</summary>
    public bool IsKey { get; init; }

    /// <summary>Whether the validated layer takes only rows that have it. Key fields are required too.</summary>
    public bool IsRequired { get; init; }

    /// <summary>Whether a file may lack the whole column; every value is then null.</summary>
    public bool ColumnIsOptional { get; init; }

    /// <summary>The values allowed, in their canonical spelling; empty when any value is. Case and outer spaces do not matter.</summary>
    public IReadOnlyList<string> AllowedValues { get; init; } = [];

    /// <summary>Whether readers should take <see cref="AllowedValues"/> as a type of its own, whose values have that order.</summary>
    public bool IsCategory { get; init; }

    /// <summary>Other spellings of allowed values, without regard to case: <c>Female</c> is <c>F</c>.</summary>
    public IReadOnlyDictionary<string, string> Synonyms { get; init; } = new Dictionary<string, string>();

    /// <summary>The smallest value allowed.</summary>
    public long Minimum { get; init; } = long.MinValue;

    /// <summary>The largest value allowed.</summary>
    public long Maximum { get; init; } = long.MaxValue;

    /// <summary>Finds the canonical spelling of a text.</summary>
    /// <param name="text">The text, trimmed.</param>
    /// <returns>The canonical spelling, the text itself where any value is allowed, or null where this one is not.</returns>
    public string? Canonicalize(string text)
    {
        if (AllowedValues.Count == 0)
            return text;
        foreach (var allowed in AllowedValues)
        {
            if (string.Equals(allowed, text, StringComparison.OrdinalIgnoreCase))
                return allowed;
        }
        foreach (var (spelling, meaning) in Synonyms)
        {
            if (string.Equals(spelling, text, StringComparison.OrdinalIgnoreCase))
                return meaning;
        }
        return null;
    }

    /// <summary>Says in words what is wrong with a cell, as it stands in reports and in quarantine: <c>not one of M, F</c>.</summary>
    /// <param name="status">The status of the cell.</param>
    /// <returns>The broken rule.</returns>
    public string Explain(CellStatus status) => status switch
    {
        CellStatus.Null => "missing",
        CellStatus.NotAnInteger => "not an integer",
        CellStatus.IntegerOutOfRange => Type == FieldType.Int64 ? "beyond a 64-bit integer" : "beyond a 32-bit integer",
        CellStatus.NotANumber => "not a number",
        CellStatus.NotABoolean => "not a boolean",
        CellStatus.NotATimestamp => "not a timestamp",
        CellStatus.NotText => "not text",
        CellStatus.Nested => "a nested value",
        CellStatus.RuleBroken when AllowedValues.Count > 0 => $"not one of {string.Join(", ", AllowedValues)}",
        CellStatus.RuleBroken when Maximum == long.MaxValue => string.Create(CultureInfo.InvariantCulture, $"must be > {Minimum - 1}"),
        CellStatus.RuleBroken => string.Create(CultureInfo.InvariantCulture, $"must be between {Minimum} and {Maximum}"),
        _ => "fine",
    };
}

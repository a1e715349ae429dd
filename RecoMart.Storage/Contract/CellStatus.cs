namespace RecoMart.Storage.Contract;

/// <summary>
/// What reading and judging one cell came to. Everything from <see cref="NotAnInteger"/> on is a problem: the raw layer
/// stores such a cell as null when it could not be read, and keeps it when it only broke a rule.
/// </summary>
public enum CellStatus : byte
{
    /// <summary>The cell has a value.</summary>
    Value = 0,

    /// <summary>The cell is empty, or one of the words that mean null.</summary>
    Null = 1,

    /// <summary>The text is not an integer.</summary>
    NotAnInteger,

    /// <summary>An integer that its type can't hold.</summary>
    IntegerOutOfRange,

    /// <summary>The text is not a finite number.</summary>
    NotANumber,

    /// <summary>The text is not a boolean.</summary>
    NotABoolean,

    /// <summary>The text is not a timestamp.</summary>
    NotATimestamp,

    /// <summary>Text that holds a NUL character, or that is not text at all (a lone surrogate).</summary>
    NotText,

    /// <summary>A nested JSON value where a single one belongs.</summary>
    Nested,

    /// <summary>A readable value that the field's rule does not allow.</summary>
    RuleBroken,
}

namespace RecoMart.Storage.Columns;

/// <summary>What is wrong with a row as a whole, so that its cells could not be told apart.</summary>
public enum RowProblem : byte
{
    /// <summary>Fewer fields than the header has.</summary>
    TooShort,

    /// <summary>More fields than the header has.</summary>
    TooLong,

    /// <summary>Text between a closing quote and the next delimiter: nobody can tell where the field ends.</summary>
    TextAfterClosingQuote,

    /// <summary>A JSON value that is not an object.</summary>
    NotAnObject,

    /// <summary>A JSON object that names one of our keys twice.</summary>
    DuplicateKey,
}

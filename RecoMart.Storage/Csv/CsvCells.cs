namespace RecoMart.Storage.Csv;

/// <summary>
/// The cells of neighbouring rows that all have the same number of fields, by the bytes that separate them:
/// <code>
/// text         "…\n13,25\n14,31\n"          with two fields
/// separators      0  3  6  9 12            the line break before the first row, then the end of each cell
/// cell (1, 0)  "14", from separator 2 to separator 3
/// </code>
/// </summary>
/// <param name="text">The text; <see cref="Padding"/> bytes or more of it stand before the first cell.</param>
/// <param name="separators">Where the separators are in it.</param>
/// <param name="fields">Fields of a row.</param>
/// <param name="rows">Rows.</param>
/// <param name="hasReturns">Whether lines may end in CR LF.</param>
internal readonly ref struct CsvCells(ReadOnlySpan<byte> text, ReadOnlySpan<int> separators, int fields, int rows, bool hasReturns)
{
    private readonly ReadOnlySpan<int> _separators = separators;

    /// <summary>Bytes before the first cell at least, so that eight bytes can be read that end where a cell does.</summary>
    public const int Padding = 32;

    /// <summary>The text that the cells are parts of.</summary>
    public ReadOnlySpan<byte> Text { get; } = text;

    /// <summary>Rows.</summary>
    public int Rows { get; } = rows;

    /// <summary>The length of the rows together, in bytes.</summary>
    public int Length => _separators[^1] - _separators[0];

    /// <summary>The bounds of the cells of one field.</summary>
    /// <param name="field">The field's number.</param>
    /// <returns>The bounds.</returns>
    public CsvField Field(int field) => new(_separators[field..], fields, hasReturns && field == fields - 1);

    /// <summary>A row's text without its line break.</summary>
    /// <param name="row">The row's number.</param>
    /// <returns>The text.</returns>
    public ReadOnlySpan<byte> Row(int row)
    {
        var raw = Text[(_separators[row * fields] + 1).._separators[(row + 1) * fields]];
        return hasReturns && raw is [.., (byte)'\r'] ? raw[..^1] : raw;
    }
}

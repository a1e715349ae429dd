using System.Runtime.CompilerServices;

namespace RecoMart.Storage.Csv;

/// <summary>Where the cells of one field are, row by row.</summary>
/// <param name="separators">The separators, from the one before the first row's cell.</param>
/// <param name="fields">Fields of a row.</param>
/// <param name="endsInReturns">Whether a CR at the end of a cell belongs to the line break.</param>
internal readonly ref struct CsvField(ReadOnlySpan<int> separators, int fields, bool endsInReturns)
{
    private readonly ReadOnlySpan<int> _separators = separators;

    /// <summary>The bounds <c>[Start, End)</c> of a cell.</summary>
    /// <param name="row">The row's number.</param>
    /// <param name="text">The text.</param>
    /// <returns>Its first byte, and the one behind its last.</returns>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public (int Start, int End) Bounds(int row, ReadOnlySpan<byte> text)
    {
        var at = row * fields;
        var start = _separators[at] + 1;
        var end = _separators[at + 1];
        if (endsInReturns && end > start && text[end - 1] == '\r')
            end--;
        return (start, end);
    }
}

using RecoMart.Storage.Contract;
using RecoMart.Storage.Csv;

namespace RecoMart.Storage.Columns;

/// <summary>32-bit integers.</summary>
public sealed class Int32Column : FixedColumn<int>
{
    internal Int32Column(Field field)
        : base(field)
    {
    }

    /// <inheritdoc/>
    public override CellStatus Append(ReadOnlySpan<byte> cell) => Add(FieldParser.ParseInt32(cell, out var value), value, cell);

    /// <inheritdoc/>
    internal override void Append(CsvCells cells, int field)
    {
        var bounds = cells.Field(field);
        var values = AddValues(cells.Rows, out var first);
        for (var row = 0; row < values.Length; row++)
        {
            var (start, end) = bounds.Bounds(row, cells.Text);
            if (FieldParser.TryParseDigits(cells.Text, start, end, out var digits))
            {
                values[row] = digits;
                continue;
            }
            var cell = cells.Text[start..end];
            var status = FieldParser.ParseInt32(cell, out values[row]);
            if (status != CellStatus.Value)
                Miss(first + row, status, cell);
        }
    }
}

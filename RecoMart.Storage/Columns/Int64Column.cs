using RecoMart.Storage.Contract;
using RecoMart.Storage.Csv;

namespace RecoMart.Storage.Columns;

/// <summary>64-bit integers.</summary>
public sealed class Int64Column : FixedColumn<long>
{
    internal Int64Column(Field field)
        : base(field)
    {
    }

    /// <inheritdoc/>
    public override CellStatus Append(ReadOnlySpan<byte> cell) => Add(FieldParser.ParseInt64(cell, out var value), value, cell);

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
            var status = FieldParser.ParseInt64(cell, out values[row]);
            if (status != CellStatus.Value)
                Miss(first + row, status, cell);
        }
    }
}

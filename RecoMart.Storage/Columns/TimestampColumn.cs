using System.Buffers.Binary;
using System.Globalization;
using System.Runtime.CompilerServices;
using RecoMart.Storage.Contract;
using RecoMart.Storage.Csv;

namespace RecoMart.Storage.Columns;

/// <summary>Instants, in microseconds since 1970-01-01T00:00:00Z.</summary>
public sealed class TimestampColumn : FixedColumn<long>
{
    private const int DateLength = 10;

    // Neighbouring rows are mostly of the same day: its ten characters, and when it begins.
    private (ulong First, ushort Last) _date;
    private long _midnight;

    internal TimestampColumn(Field field)
        : base(field)
    {
    }

    /// <inheritdoc/>
    public override CellStatus Append(ReadOnlySpan<byte> cell)
    {
        var status = Parse(cell, out var value);
        return Add(status, value, cell);
    }

    /// <inheritdoc/>
    internal override void Append(CsvCells cells, int field)
    {
        var bounds = cells.Field(field);
        var values = AddValues(cells.Rows, out var first);
        for (var row = 0; row < values.Length; row++)
        {
            var (start, end) = bounds.Bounds(row, cells.Text);
            var cell = cells.Text[start..end];
            var status = Parse(cell, out values[row]);
            if (status != CellStatus.Value)
                Miss(first + row, status, cell);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private CellStatus Parse(ReadOnlySpan<byte> cell, out long micros)
    {
        if (cell.Length > DateLength && DateOf(cell) == _date && FieldParser.TryParsePlainTime(cell[DateLength..], out var time))
        {
            micros = _midnight + time;
            return CellStatus.Value;
        }
        return ParseWithDate(cell, out micros);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static (ulong First, ushort Last) DateOf(ReadOnlySpan<byte> cell) =>
        (BinaryPrimitives.ReadUInt64LittleEndian(cell), BinaryPrimitives.ReadUInt16LittleEndian(cell[sizeof(ulong)..]));

    private CellStatus ParseWithDate(ReadOnlySpan<byte> cell, out long micros)
    {
        var status = FieldParser.ParseTimestamp(cell, out micros);
        if (status == CellStatus.Value && FieldParser.ParseTimestamp(cell[..Math.Min(DateLength, cell.Length)], out var midnight) == CellStatus.Value)
        {
            _date = DateOf(cell);
            _midnight = midnight;
        }
        return status;
    }

    private protected override string FormatValue(int row) =>
        DateTime.UnixEpoch.AddMicroseconds(Values[row]).ToString("yyyy-MM-dd'T'HH:mm:ss.ffffff'Z'", CultureInfo.InvariantCulture);
}

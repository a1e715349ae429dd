using System.Globalization;
using System.Runtime.CompilerServices;
using RecoMart.Storage.Contract;

namespace RecoMart.Storage.Columns;

/// <summary>Instants, in microseconds since 1970-01-01T00:00:00Z.</summary>
public sealed class TimestampColumn : FixedColumn<long>
{
    // Neighbouring rows are mostly of the same day: its ten characters, and when it begins.
    private readonly byte[] _date = new byte[10];
    private long _midnight;

    internal TimestampColumn(Field field)
        : base(field)
    {
    }

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public override CellStatus Append(ReadOnlySpan<byte> cell)
    {
        if (cell.Length > _date.Length && cell[.._date.Length].SequenceEqual(_date) && FieldParser.TryParsePlainTime(cell[_date.Length..], out var time))
            return Add(CellStatus.Value, _midnight + time, default);
        var status = FieldParser.ParseTimestamp(cell, out var value);
        if (status == CellStatus.Value && FieldParser.ParseTimestamp(cell[..Math.Min(_date.Length, cell.Length)], out var midnight) == CellStatus.Value)
        {
            cell[.._date.Length].CopyTo(_date);
            _midnight = midnight;
        }
        return Add(status, value, cell);
    }

    private protected override string FormatValue(int row) =>
        DateTime.UnixEpoch.AddMicroseconds(Values[row]).ToString("yyyy-MM-dd'T'HH:mm:ss.ffffff'Z'", CultureInfo.InvariantCulture);
}

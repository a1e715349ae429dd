using System.Globalization;
using RecoMart.Storage.Contract;

namespace RecoMart.Storage.Columns;

/// <summary>Instants, in microseconds since 1970-01-01T00:00:00Z.</summary>
public sealed class TimestampColumn : FixedColumn<long>
{
    internal TimestampColumn(Field field)
        : base(field)
    {
    }

    /// <inheritdoc/>
    public override CellStatus Append(ReadOnlySpan<byte> cell) => Add(FieldParser.ParseTimestamp(cell, out var value), value, cell);

    private protected override string FormatValue(int row) =>
        DateTime.UnixEpoch.AddMicroseconds(Values[row]).ToString("yyyy-MM-dd'T'HH:mm:ss.ffffff'Z'", CultureInfo.InvariantCulture);
}

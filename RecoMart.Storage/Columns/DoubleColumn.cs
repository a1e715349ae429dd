using RecoMart.Storage.Contract;

namespace RecoMart.Storage.Columns;

/// <summary>Finite double-precision numbers.</summary>
public sealed class DoubleColumn : FixedColumn<double>
{
    internal DoubleColumn(Field field)
        : base(field)
    {
    }

    /// <inheritdoc/>
    public override CellStatus Append(ReadOnlySpan<byte> cell) => Add(FieldParser.ParseDouble(cell, out var value), value, cell);
}

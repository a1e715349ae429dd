using RecoMart.Storage.Contract;

namespace RecoMart.Storage.Columns;

/// <summary>Booleans.</summary>
public sealed class BooleanColumn : FixedColumn<bool>
{
    internal BooleanColumn(Field field)
        : base(field)
    {
    }

    /// <inheritdoc/>
    public override CellStatus Append(ReadOnlySpan<byte> cell) => Add(FieldParser.ParseBoolean(cell, out var value), value, cell);
}

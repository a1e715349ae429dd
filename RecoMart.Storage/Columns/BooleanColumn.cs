using System.Runtime.CompilerServices;
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
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public override CellStatus Append(ReadOnlySpan<byte> cell) => Add(FieldParser.ParseBoolean(cell, out var value), value, cell);
}

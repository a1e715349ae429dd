using System.Runtime.CompilerServices;
using RecoMart.Storage.Contract;

namespace RecoMart.Storage.Columns;

/// <summary>32-bit integers.</summary>
public sealed class Int32Column : FixedColumn<int>
{
    internal Int32Column(Field field)
        : base(field)
    {
    }

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public override CellStatus Append(ReadOnlySpan<byte> cell) => Add(FieldParser.ParseInt32(cell, out var value), value, cell);
}

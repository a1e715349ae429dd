using System.Runtime.CompilerServices;
using RecoMart.Storage.Contract;

namespace RecoMart.Storage.Columns;

/// <summary>64-bit integers.</summary>
public sealed class Int64Column : FixedColumn<long>
{
    internal Int64Column(Field field)
        : base(field)
    {
    }

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public override CellStatus Append(ReadOnlySpan<byte> cell) => Add(FieldParser.ParseInt64(cell, out var value), value, cell);
}

using System.Globalization;
using System.Runtime.CompilerServices;
using RecoMart.Storage.Contract;

namespace RecoMart.Storage.Columns;

/// <summary>A column whose values all have the same width.</summary>
/// <typeparam name="T">The type of a value in memory.</typeparam>
public abstract class FixedColumn<T> : Column
    where T : unmanaged
{
    private T[] _values = new T[InitialCapacity];

    private protected FixedColumn(Field field)
        : base(field)
    {
    }

    /// <summary>A value per row; the default where the row's status is not <see cref="CellStatus.Value"/>.</summary>
    public ReadOnlySpan<T> Values => _values.AsSpan(0, Count);

    /// <inheritdoc/>
    public override unsafe long ValueBytes => (long)Count * sizeof(T);

    /// <summary>Adds a row that has a value.</summary>
    /// <param name="value">The value.</param>
    public void AppendValue(T value) => Add(CellStatus.Value, value, default);

    /// <inheritdoc/>
    public sealed override void AppendMissing(CellStatus status, ReadOnlySpan<byte> cell = default) => Add(status, default, cell);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private protected CellStatus Add(CellStatus status, T value, ReadOnlySpan<byte> cell)
    {
        var row = Add(status, cell);
        _values[row] = value;
        return status;
    }

    /// <summary>Adds rows whose values are set one by one.</summary>
    /// <param name="rows">How many.</param>
    /// <param name="first">The number of the first of them.</param>
    /// <returns>Their values.</returns>
    private protected Span<T> AddValues(int rows, out int first)
    {
        first = Add(rows);
        return _values.AsSpan(first, rows);
    }

    private protected override string FormatValue(int row) => string.Create(CultureInfo.InvariantCulture, $"{_values[row]}");

    private protected sealed override void GrowValues(int capacity) => Array.Resize(ref _values, capacity);
}

using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using RecoMart.Storage.Contract;
using RecoMart.Storage.Csv;

namespace RecoMart.Storage.Columns;

/// <summary>
/// The values of one field for a batch of rows, and for each row how reading its cell went. Buffers are kept when the column is
/// cleared, so that a batch of rows costs no allocation once the buffers have grown.
/// </summary>
public abstract class Column
{
    // What an unreadable cell said is kept up to this length, for messages and quarantine.
    private const int MaxUnreadableBytes = 200;

    private readonly RowList<string> _unreadable = new();
    private CellStatus[] _statuses = new CellStatus[InitialCapacity];

    /// <summary>How many rows the buffers of a new column hold before they grow.</summary>
    private protected const int InitialCapacity = 1024;

    private protected Column(Field field) => Field = field;

    /// <summary>The field whose values these are.</summary>
    public Field Field { get; }

    /// <summary>The number of rows.</summary>
    public int Count { get; private set; }

    /// <summary>How reading went, a status per row.</summary>
    public ReadOnlySpan<CellStatus> Statuses => _statuses.AsSpan(0, Count);

    /// <summary>Whether the last row has a value that could be read and, for texts, is an allowed one.</summary>
    public virtual bool LastIsAllowed => _statuses[Count - 1] == CellStatus.Value;

    /// <summary>The memory the values take when decoded, in bytes, without the buffers' spare room.</summary>
    public abstract long ValueBytes { get; }

    /// <summary>Makes the column for a field.</summary>
    /// <param name="field">The field.</param>
    /// <returns>An empty column of the field's type.</returns>
    public static Column Create(Field field) => field.Type switch
    {
        FieldType.Int64 => new Int64Column(field),
        FieldType.Int32 => new Int32Column(field),
        FieldType.Double => new DoubleColumn(field),
        FieldType.Boolean => new BooleanColumn(field),
        FieldType.Timestamp => new TimestampColumn(field),
        FieldType.Text => new TextColumn(field),
        _ => throw new ArgumentOutOfRangeException(nameof(field), field.Type, "No column for this type."),
    };

    /// <summary>Reads a cell and adds it as the next row.</summary>
    /// <param name="cell">The cell's text, in UTF-8.</param>
    /// <returns>How reading it went.</returns>
    public abstract CellStatus Append(ReadOnlySpan<byte> cell);

    /// <summary>Reads the cells of many rows and adds them.</summary>
    /// <param name="cells">The rows.</param>
    /// <param name="field">The number of the field whose cells these are.</param>
    internal virtual void Append(CsvCells cells, int field)
    {
        var bounds = cells.Field(field);
        for (var row = 0; row < cells.Rows; row++)
        {
            var (start, end) = bounds.Bounds(row, cells.Text);
            Append(cells.Text[start..end]);
        }
    }

    /// <summary>Adds rows whose file has no such column.</summary>
    /// <param name="rows">How many.</param>
    internal void AppendMissing(int rows)
    {
        for (var row = 0; row < rows; row++)
            AppendMissing(CellStatus.Null);
    }

    /// <summary>Marks those of the last rows whose value is missing or, for texts, not an allowed one.</summary>
    /// <param name="unfit">A mark for each of the last rows.</param>
    internal virtual void MarkUnfit(Span<bool> unfit)
    {
        var statuses = MemoryMarshal.AsBytes(_statuses.AsSpan(Count - unfit.Length, unfit.Length));
        for (var row = 0; statuses[row..].IndexOfAnyExcept((byte)CellStatus.Value) is >= 0 and var distance;)
        {
            row += distance;
            unfit[row++] = true;
        }
    }

    /// <summary>Adds a row without a value.</summary>
    /// <param name="status">Why it has none.</param>
    /// <param name="cell">What the cell said, in UTF-8, where it could not be read.</param>
    public abstract void AppendMissing(CellStatus status, ReadOnlySpan<byte> cell = default);

    /// <summary>Removes all rows.</summary>
    public virtual void Clear()
    {
        Count = 0;
        _unreadable.Clear();
    }

    /// <summary>What a cell says, for messages: its value, or the text that could not be read (cut off when it is long).</summary>
    /// <param name="row">The row.</param>
    /// <returns>The text, empty for null.</returns>
    public string Describe(int row)
    {
        if (_statuses[row] == CellStatus.Value)
            return FormatValue(row);
        return _unreadable.TryFind(row, out var text) ? text! : "";
    }

    /// <summary>Adds the status of the next row; the value goes beside it, at the row's number.</summary>
    /// <returns>The row's number.</returns>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private protected int Add(CellStatus status, ReadOnlySpan<byte> cell)
    {
        var row = Count;
        if (row == _statuses.Length)
            Grow(row + 1);
        _statuses[row] = status;
        Count = row + 1;
        if (status > CellStatus.Null)
            Remember(row, cell);
        return row;
    }

    /// <summary>Adds rows that have a value until <see cref="Miss"/> says otherwise.</summary>
    /// <param name="rows">How many.</param>
    /// <returns>The number of the first.</returns>
    private protected int Add(int rows)
    {
        var first = Count;
        if (first + rows > _statuses.Length)
            Grow(first + rows);
        _statuses.AsSpan(first, rows).Clear();
        Count = first + rows;
        return first;
    }

    /// <summary>Says that a row has no value.</summary>
    private protected void Miss(int row, CellStatus status, ReadOnlySpan<byte> cell)
    {
        _statuses[row] = status;
        if (status > CellStatus.Null)
            Remember(row, cell);
    }

    private protected abstract string FormatValue(int row);

    /// <summary>Makes the values' buffers larger.</summary>
    /// <param name="capacity">How many rows they should hold.</param>
    private protected abstract void GrowValues(int capacity);

    private void Grow(int rows)
    {
        // In few steps: a batch is small or full.
        var capacity = Math.Max(_statuses.Length * 4, rows);
        Array.Resize(ref _statuses, capacity);
        GrowValues(capacity);
    }

    private void Remember(int row, ReadOnlySpan<byte> cell) =>
        _unreadable.Add(row, LegacyText.Excerpt(FieldParser.Trim(cell), MaxUnreadableBytes));
}

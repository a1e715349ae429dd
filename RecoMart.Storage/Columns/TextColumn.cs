using System.IO.Hashing;
using System.Runtime.CompilerServices;
using System.Text;
using System.Text.Unicode;
using RecoMart.Storage.Contract;
using RecoMart.Storage.Csv;

namespace RecoMart.Storage.Columns;

/// <summary>
/// Trimmed UTF-8 text, each distinct value of the batch stored once: a row is the number of its value, or -1.
/// <code>
/// cells    view | purchase | (empty) | view
/// rows        0 |        1 |      -1 |    0
/// values   bytes "viewpurchase", starts 0 4 12
/// </code>
/// That is the layout of an Arrow dictionary array, which the Parquet writer takes.
/// </summary>
public sealed class TextColumn : Column
{
    private int[] _rows = new int[InitialCapacity];
    private byte[] _bytes = new byte[InitialCapacity];
    private int[] _starts = new int[64];
    private ulong[] _hashes = new ulong[64];
    private int[] _canonical = new int[64];
    private int[] _slots = new int[128];

    // Most columns have a handful of values: each is found again by its length and its ends, without hashing it.
    private readonly int[] _recent = new int[64];
    private readonly (CellKey Key, int Number)[] _cells = new (CellKey, int)[CellKey.Slots];

    internal TextColumn(Field field)
        : base(field)
    {
    }

    /// <summary>The number of the value of each row, or -1 where it has none.</summary>
    public ReadOnlySpan<int> Rows => _rows.AsSpan(0, Count);

    /// <summary>How many distinct values there are.</summary>
    public int ValueCount { get; private set; }

    /// <inheritdoc/>
    public override long ValueBytes => ((long)Count * sizeof(int)) + ByteCount;

    /// <summary>The bytes of all distinct values together.</summary>
    public int ByteCount => _starts[ValueCount];

    /// <summary>For each distinct value the number of its canonical spelling, or -1 where it is not allowed.</summary>
    public ReadOnlySpan<int> Canonical => _canonical.AsSpan(0, ValueCount);

    /// <inheritdoc/>
    public override bool LastIsAllowed => base.LastIsAllowed && _canonical[_rows[Count - 1]] >= 0;

    /// <summary>A distinct value.</summary>
    /// <param name="number">Its number.</param>
    /// <returns>Its UTF-8 bytes, valid until the next append.</returns>
    public ReadOnlySpan<byte> Value(int number) => _bytes.AsSpan(_starts[number], _starts[number + 1] - _starts[number]);

    /// <summary>A distinct value as a string.</summary>
    /// <param name="number">Its number.</param>
    /// <returns>The text.</returns>
    public string Text(int number) => Encoding.UTF8.GetString(Value(number));

    /// <inheritdoc/>
    public override CellStatus Append(ReadOnlySpan<byte> cell)
    {
        var status = Read(cell, out var number);
        return AddRow(status, number, cell);
    }

    /// <inheritdoc/>
    internal override void Append(CsvCells cells, int field)
    {
        var bounds = cells.Field(field);
        var first = Add(cells.Rows);
        for (var row = 0; row < cells.Rows; row++)
        {
            var (start, end) = bounds.Bounds(row, cells.Text);
            var key = CellKey.Of(cells.Text, start, end);
            ref var known = ref _cells[key.Slot];
            if (known.Key == key)
            {
                _rows[first + row] = known.Number;
                continue;
            }
            var cell = cells.Text[start..end];
            var status = Read(cell, out var number);
            _rows[first + row] = number;
            if (status != CellStatus.Value)
                Miss(first + row, status, cell);
            else if (key.IsWhole)
                known = (key, number);
        }
    }

    /// <inheritdoc/>
    internal override void MarkUnfit(Span<bool> unfit)
    {
        base.MarkUnfit(unfit);
        if (Field.AllowedValues.Count == 0 || !Canonical.Contains(-1))
            return;
        var first = Count - unfit.Length;
        for (var row = 0; row < unfit.Length; row++)
            unfit[row] |= !unfit[row] && _canonical[_rows[first + row]] < 0;
    }

    /// <summary>Adds text as it is: not trimmed, and no word means null.</summary>
    /// <param name="text">The UTF-8 text.</param>
    public void AppendVerbatim(ReadOnlySpan<byte> text) => AddRow(CellStatus.Value, Intern(text), default);

    /// <inheritdoc/>
    public override void AppendMissing(CellStatus status, ReadOnlySpan<byte> cell = default) => AddRow(status, -1, cell);

    /// <inheritdoc/>
    public override void Clear()
    {
        base.Clear();
        ValueCount = 0;
        Array.Clear(_slots);
        Array.Clear(_recent);
        Array.Clear(_cells);
    }

    /// <summary>Adds a value that no row has yet, or finds it.</summary>
    /// <param name="text">The UTF-8 text.</param>
    /// <returns>The value's number.</returns>
    internal int Intern(ReadOnlySpan<byte> text)
    {
        var hash = XxHash3.HashToUInt64(text);
        var mask = (uint)_slots.Length - 1;
        for (var slot = (uint)hash & mask; ; slot = (slot + 1) & mask)
        {
            var number = _slots[slot] - 1;
            if (number < 0)
                return Utf8.IsValid(text) ? AddValue(text, hash, slot) : Intern(LegacyText.ToUtf8(text));
            if (_hashes[number] == hash && Value(number).SequenceEqual(text))
                return number;
        }
    }

    /// <summary>Where each distinct value starts in <see cref="Bytes"/>, and where the last one ends.</summary>
    internal ReadOnlySpan<int> Starts => _starts.AsSpan(0, ValueCount + 1);

    /// <summary>The bytes of all distinct values, one after the other; valid until the next append.</summary>
    internal ReadOnlyMemory<byte> Bytes => _bytes.AsMemory(0, ByteCount);

    private protected override void GrowValues(int capacity) => Array.Resize(ref _rows, capacity);

    private protected override string FormatValue(int row) => Text(_rows[row]);

    private static int RecentSlot(ReadOnlySpan<byte> text) => (text.Length + (text[0] * 7) + (text[^1] * 5)) & 63;

    private CellStatus Read(ReadOnlySpan<byte> cell, out int number)
    {
        var text = FieldParser.Trim(cell);
        number = Recent(text);
        if (number >= 0)
            return CellStatus.Value;
        if (FieldParser.IsNull(text))
            return CellStatus.Null;
        if (text.Contains((byte)0))
            return CellStatus.NotText;
        number = Intern(text);
        _recent[RecentSlot(text)] = number + 1;
        return CellStatus.Value;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private int Recent(ReadOnlySpan<byte> text)
    {
        if (text.IsEmpty)
            return -1;
        var number = _recent[RecentSlot(text)] - 1;
        return number >= 0 && Value(number).SequenceEqual(text) ? number : -1;
    }

    private CellStatus AddRow(CellStatus status, int number, ReadOnlySpan<byte> cell)
    {
        var row = Add(status, cell);
        _rows[row] = number;
        return status;
    }

    private int AddValue(ReadOnlySpan<byte> text, ulong hash, uint slot)
    {
        var number = ValueCount;
        var start = _starts[number];
        if (number + 2 > _starts.Length)
        {
            Array.Resize(ref _starts, _starts.Length * 2);
            Array.Resize(ref _hashes, _starts.Length);
            Array.Resize(ref _canonical, _starts.Length);
        }
        if (start + text.Length > _bytes.Length)
            Array.Resize(ref _bytes, Math.Max(_bytes.Length * 2, start + text.Length));
        text.CopyTo(_bytes.AsSpan(start));
        _starts[number + 1] = start + text.Length;
        _hashes[number] = hash;
        _slots[slot] = number + 1;
        ValueCount = number + 1;
        if (ValueCount * 2 > _slots.Length)
            Rehash();
        _canonical[number] = FindCanonical(number);
        return number;
    }

    // The canonical spelling is a value of its own, and its own canonical spelling.
    private int FindCanonical(int number)
    {
        if (Field.AllowedValues.Count == 0)
            return number;
        var text = Text(number);
        return Field.Canonicalize(text) switch
        {
            null => -1,
            var spelling when spelling == text => number,
            var spelling => Intern(Encoding.UTF8.GetBytes(spelling)),
        };
    }

    private void Rehash()
    {
        _slots = new int[_slots.Length * 2];
        var mask = (uint)_slots.Length - 1;
        for (var number = 0; number < ValueCount; number++)
        {
            var slot = (uint)_hashes[number] & mask;
            while (_slots[slot] != 0)
                slot = (slot + 1) & mask;
            _slots[slot] = number + 1;
        }
    }
}

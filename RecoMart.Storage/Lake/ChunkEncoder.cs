using System.Buffers;
using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using RecoMart.Storage.Columns;
using RecoMart.Storage.Contract;
using RecoMart.Storage.ParquetFormat;

namespace RecoMart.Storage.Lake;

/// <summary>
/// Makes a column chunk out of those rows of a batch that a layer takes:
/// <code>
/// column    values 7 - 9 8 | statuses Value Null Value Value      taken: rows 0, 1 and 3
/// page      levels 1 0 1   | values 7 8                           in the encoding of the column's type
/// </code>
/// Integers are encoded as DELTA_BINARY_PACKED, timestamps, doubles and booleans PLAIN (Parquet.Net reads no other for timestamps), texts by
/// dictionary unless it would be larger than a reader likes to hold.
/// </summary>
/// <param name="writer">Where to.</param>
internal sealed class ChunkEncoder(ParquetFileWriter writer)
{
    // A page's values are packed, compressed and hashed while they are in the processor's cache.
    private const int PageRows = 32 << 10;

    private const int LargestDictionary = 1 << 20;
    private const int LongestBound = 4 << 10;

    private readonly ArrayBufferWriter<byte> _page = new(1 << 10);
    private readonly List<RowSelection> _pages = [];
    private readonly List<int> _used = [];
    private byte[] _validity = [];
    private byte[] _statuses = [];
    private byte[] _values = [];
    private int[] _codes = [];

    /// <summary>Encodes and writes the rows of a column.</summary>
    /// <param name="column">The column.</param>
    /// <param name="statuses">A status for each of its rows: which have a value.</param>
    /// <param name="canonical">For a text column, the spelling that each value is written in; empty for as it is.</param>
    /// <param name="taken">The rows that are taken.</param>
    /// <param name="isRequired">Whether each of them has a value, so that there are no levels.</param>
    /// <returns>How many of them have no value.</returns>
    public int Write(Column column, ReadOnlySpan<CellStatus> statuses, ReadOnlySpan<int> canonical, RowSelection taken, bool isRequired)
    {
        taken.Split(PageRows, _pages);
        var statistics = column switch
        {
            Int64Column c => WriteIntegers(c.Values, statuses, isRequired),
            Int32Column c => WriteIntegers(c.Values, statuses, isRequired),
            TimestampColumn c => WriteTimes(c.Values, statuses, isRequired),
            DoubleColumn c => WriteNumbers(c.Values, statuses, isRequired),
            BooleanColumn c => WriteBooleans(c.Values, statuses, isRequired),
            TextColumn c => WriteTexts(c, statuses, canonical, taken, isRequired),
            _ => throw new InvalidOperationException($"No encoding for {column.GetType().Name}."),
        };
        writer.EndChunk(taken.Count, statistics);
        return statistics.Nulls;
    }

    private ChunkStatistics WriteIntegers(ReadOnlySpan<long> values, ReadOnlySpan<CellStatus> statuses, bool isRequired)
    {
        var bounds = new Bounds<long>();
        foreach (var page in _pages)
        {
            DeltaBinaryPacked.Encode(StartPage(values, statuses, page, isRequired, ref bounds), _page);
            writer.WritePage(page.Count, ParquetEncoding.DeltaBinaryPacked, _page.WrittenSpan);
        }
        return bounds.ToStatistics();
    }

    private ChunkStatistics WriteIntegers(ReadOnlySpan<int> values, ReadOnlySpan<CellStatus> statuses, bool isRequired)
    {
        var bounds = new Bounds<int>();
        foreach (var page in _pages)
        {
            DeltaBinaryPacked.Encode(StartPage(values, statuses, page, isRequired, ref bounds), _page);
            writer.WritePage(page.Count, ParquetEncoding.DeltaBinaryPacked, _page.WrittenSpan);
        }
        return bounds.ToStatistics();
    }

    private ChunkStatistics WriteTimes(ReadOnlySpan<long> values, ReadOnlySpan<CellStatus> statuses, bool isRequired)
    {
        var bounds = new Bounds<long>();
        foreach (var page in _pages)
        {
            var present = StartPage(values, statuses, page, isRequired, ref bounds);
            if (NeighbourSnappy.Suits(present))
            {
                writer.WritePage(page.Count, _page.WrittenSpan, present);
                continue;
            }
            _page.Write(MemoryMarshal.AsBytes(present));
            writer.WritePage(page.Count, ParquetEncoding.Plain, _page.WrittenSpan);
        }
        return bounds.ToStatistics();
    }

    private ChunkStatistics WriteNumbers<T>(ReadOnlySpan<T> values, ReadOnlySpan<CellStatus> statuses, bool isRequired)
        where T : unmanaged
    {
        var bounds = new Bounds<T>();
        foreach (var page in _pages)
        {
            var present = StartPage(values, statuses, page, isRequired, ref bounds);
            _page.Write(MemoryMarshal.AsBytes(present));
            writer.WritePage(page.Count, ParquetEncoding.Plain, _page.WrittenSpan);
        }
        return bounds.ToStatistics();
    }

    private ChunkStatistics WriteBooleans(ReadOnlySpan<bool> values, ReadOnlySpan<CellStatus> statuses, bool isRequired)
    {
        var bounds = new Bounds<byte>();
        foreach (var page in _pages)
        {
            var present = StartPage(MemoryMarshal.AsBytes(values), statuses, page, isRequired, ref bounds);
            var count = (present.Length + 7) / 8;
            var bits = _page.GetSpan(count)[..count];
            bits.Clear();
            for (var i = 0; i < present.Length; i++)
                bits[i / 8] |= (byte)(present[i] << (i % 8));
            _page.Advance(count);
            writer.WritePage(page.Count, ParquetEncoding.Plain, _page.WrittenSpan);
        }
        return bounds.ToStatistics();
    }

    // Writes the levels of a page's rows, and gives the values that follow.
    private ReadOnlySpan<T> StartPage<T>(
        ReadOnlySpan<T> values, ReadOnlySpan<CellStatus> statuses, RowSelection page, bool isRequired, ref Bounds<T> bounds)
        where T : unmanaged
    {
        _page.ResetWrittenCount();
        var nulls = isRequired ? 0 : WriteLevels(statuses, page);
        var present = Present(values, statuses, page, nulls);
        bounds.Add(present, nulls);
        return present;
    }

    // A bit for each row that has a value.
    private int WriteLevels(ReadOnlySpan<CellStatus> statuses, RowSelection taken)
    {
        // Whole vectors are read and written.
        var padded = (taken.Count + Vector256<byte>.Count - 1) / Vector256<byte>.Count * Vector256<byte>.Count;
        var bytes = Room<byte>(ref _statuses, padded);
        taken.Copy(MemoryMarshal.AsBytes(statuses), bytes);
        bytes[taken.Count..].Fill((byte)CellStatus.Null);
        var bits = Room<uint>(ref _validity, padded / 32);
        var present = 0;
        for (var i = 0; i < bits.Length; i++)
        {
            var hasValue = Vector256.Equals(Vector256.Create<byte>(bytes[(i * Vector256<byte>.Count)..]), Vector256<byte>.Zero);
            bits[i] = hasValue.ExtractMostSignificantBits();
            present += BitOperations.PopCount(bits[i]);
        }
        RunLength.WriteLevels(MemoryMarshal.AsBytes(bits), taken.Count, taken.Count - present, _page);
        return taken.Count - present;
    }

    // The values there are, one after the other; those of the column itself where all are.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private ReadOnlySpan<T> Present<T>(ReadOnlySpan<T> values, ReadOnlySpan<CellStatus> statuses, RowSelection taken, int nulls)
        where T : unmanaged
    {
        if (nulls == 0 && taken.Runs is [var (only, end)])
            return values[only..end];
        var target = Room<T>(ref _values, taken.Count + 1);
        if (nulls == 0)
        {
            taken.Copy(values, target);
            return target[..taken.Count];
        }
        var next = 0;
        foreach (var (first, last) in taken.Runs)
        {
            var run = values[first..last];
            var present = statuses[first..last];
            for (var i = 0; i < run.Length && i < present.Length; i++)
            {
                // Written anyway: a branch for each would be guessed wrong too often.
                target[next] = run[i];
                next += present[i] == CellStatus.Value ? 1 : 0;
            }
        }
        return target[..next];
    }

    private ChunkStatistics WriteTexts(
        TextColumn column, ReadOnlySpan<CellStatus> statuses, ReadOnlySpan<int> canonical, RowSelection taken, bool isRequired)
    {
        var numbers = Room<int>(ref _values, taken.Count + 1);
        if (_codes.Length < column.ValueCount)
            _codes = new int[column.ValueCount];
        var codes = _codes.AsSpan(0, column.ValueCount);
        codes.Fill(-1);
        _used.Clear();
        var bytes = 0L;
        var next = 0;
        foreach (var (first, end) in taken.Runs)
        {
            for (var row = first; (row += Translate(column.Rows[row..end], statuses[row..end], codes, numbers, ref next)) < end;)
            {
                var number = column.Rows[row];
                bytes += AddCode(column, number, canonical.IsEmpty ? number : canonical[number]);
            }
        }
        var hasDictionary = bytes <= LargestDictionary;
        if (hasDictionary)
        {
            _page.ResetWrittenCount();
            foreach (var number in _used)
                WriteText(column.Value(number));
            writer.WriteDictionary(_used.Count, _page.WrittenSpan);
        }
        foreach (var page in _pages)
        {
            _page.ResetWrittenCount();
            var count = page.Count - (isRequired ? 0 : WriteLevels(statuses, page));
            if (hasDictionary)
                RunLength.WriteNumbers(numbers[..count], _used.Count, _page);
            else
                WriteTexts(column, numbers[..count]);
            numbers = numbers[count..];
            writer.WritePage(page.Count, hasDictionary ? ParquetEncoding.RleDictionary : ParquetEncoding.Plain, _page.WrittenSpan);
        }
        return BoundsOf(column, taken.Count - next);
    }

    // Writes the codes of values up to the first that has none; how many rows these are. By itself, so that all it needs is in registers.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static int Translate(ReadOnlySpan<int> rows, ReadOnlySpan<CellStatus> statuses, ReadOnlySpan<int> codes, Span<int> target, ref int next)
    {
        var count = next;
        var row = 0;
        for (; row < rows.Length && row < statuses.Length; row++)
        {
            if (statuses[row] != CellStatus.Value)
                continue;
            var code = codes[rows[row]];
            if (code < 0)
                break;
            target[count++] = code;
        }
        next = count;
        return row;
    }

    // Gives a value the code of its spelling; the bytes that a spelling adds to the dictionary.
    private int AddCode(TextColumn column, int number, int spelling)
    {
        var bytes = 0;
        if (_codes[spelling] < 0)
        {
            _codes[spelling] = _used.Count;
            _used.Add(spelling);
            bytes = sizeof(int) + column.Value(spelling).Length;
        }
        _codes[number] = _codes[spelling];
        return bytes;
    }

    private void WriteTexts(TextColumn column, ReadOnlySpan<int> numbers)
    {
        foreach (var number in numbers)
            WriteText(column.Value(_used[number]));
    }

    private void WriteText(ReadOnlySpan<byte> text)
    {
        _page.Write(BitConverter.GetBytes(text.Length));
        _page.Write(text);
    }

    private ChunkStatistics BoundsOf(TextColumn column, int nulls)
    {
        if (_used.Count == 0)
            return new ChunkStatistics(nulls, default, default, HasBounds: false);
        var (min, max) = (_used[0], _used[0]);
        foreach (var number in _used)
        {
            if (column.Value(number).SequenceCompareTo(column.Value(min)) < 0)
                min = number;
            if (column.Value(number).SequenceCompareTo(column.Value(max)) > 0)
                max = number;
        }
        var (least, greatest) = (column.Value(min).ToArray(), column.Value(max).ToArray());
        // Very long ones would only make the footer large.
        return new ChunkStatistics(nulls, least, greatest, Math.Max(least.Length, greatest.Length) <= LongestBound);
    }

    private static Span<T> Room<T>(ref byte[] buffer, int count)
        where T : unmanaged
    {
        var bytes = count * Unsafe.SizeOf<T>();
        if (buffer.Length < bytes)
            buffer = GC.AllocateUninitializedArray<byte>(bytes);
        return MemoryMarshal.Cast<byte, T>(buffer.AsSpan(0, bytes));
    }
}

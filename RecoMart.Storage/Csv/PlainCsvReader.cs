using System.Buffers;
using System.Globalization;
using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using RecoMart.Storage.Columns;

namespace RecoMart.Storage.Csv;

/// <summary>
/// Reads the rows that nearly all of a file consists of, those without quotes and with line breaks of LF or CR LF: it finds all separators of a block
/// first, then gives each column its cells of a thousand rows at a time. It stops at a line with a quote, which somebody else reads and skips
/// (<see cref="SkipQuotedLine"/>), and for good at anything else.
/// </summary>
/// <param name="stream">The file; its first bytes are the header.</param>
/// <param name="delimiter">Between fields.</param>
/// <param name="fieldOf">For each column the number of its field, or -1.</param>
/// <param name="fieldCount">Fields of a row.</param>
/// <param name="header">Bytes of the header, its line break included.</param>
/// <param name="line">The line that follows it.</param>
internal sealed class PlainCsvReader(SourceStream stream, byte delimiter, int[] fieldOf, int fieldCount, int header, long line) : IDisposable
{
    private const int BlockBytes = 128 << 10;

    // As many as leave their text in the processor's nearest cache.
    private const int RowsAtATime = 1024;

    // A reader of its own for each quoted line pays where they are fewer than this.
    private const int QuotedLinesOneIn = 64;

    // A vector is read beyond the last line, and up to eight separators are written beyond the last one.
    private const int Overrun = 64;

    // Pooled: with many small files new ones for each would cost more than reading it.
    private readonly byte[] _buffer = ArrayPool<byte>.Shared.Rent(CsvCells.Padding + BlockBytes + Overrun);
    private readonly int[] _separators = ArrayPool<int>.Shared.Rent(1 + BlockBytes + Overrun);
    private readonly int[] _lineEnds = ArrayPool<int>.Shared.Rent(BlockBytes + Overrun);
    private readonly bool[] _unfit = new bool[RowsAtATime];

    // The text that is not yet taken, and what of it is whole lines.
    private int _start = CsvCells.Padding;
    private int _end = CsvCells.Padding;
    private bool _hasReturns;
    private long _quotedLines;

    // The lines of the block, its separators, and where the next line begins among both.
    private int _lines;
    private int _lastSeparator;
    private int _nextLine;
    private int _nextSeparator;

    /// <summary>Rows so far.</summary>
    public long Rows { get; private set; }

    /// <summary>The line that comes next, from 1.</summary>
    public long Line { get; private set; } = line;

    /// <summary>Where it starts in the file.</summary>
    public long Offset => stream.Position - (_end - _start);

    /// <summary>The next line where it has a quote: a line break that is not the file's, then the line with its own.</summary>
    public ReadOnlyMemory<byte> QuotedLine { get; private set; }

    /// <summary>Reads rows until the batch is full.</summary>
    /// <param name="batch">Where to.</param>
    /// <returns>Why it stopped.</returns>
    public PlainCsvOutcome Read(RowBatch batch)
    {
        if (header > 0)
            SkipHeader();
        while (!batch.IsFull)
        {
            if (_nextLine == _lines && !FindLines())
                return _start == _end ? PlainCsvOutcome.End : !QuotedLine.IsEmpty ? PlainCsvOutcome.Quoted : PlainCsvOutcome.Unusual;
            TakeRows(batch);
        }
        return PlainCsvOutcome.Full;
    }

    /// <summary>Goes on behind the quoted line.</summary>
    public void SkipQuotedLine()
    {
        _start = Math.Min(_end, _start + QuotedLine.Length - 1);
        Line++;
        Rows++;
    }

    /// <summary>What is left of the file, after one more line break: it keeps the next bytes from being taken for a byte order mark.</summary>
    /// <returns>The stream.</returns>
    public Stream Rest() => new RestOfStream([(byte)'\n', .. _buffer.AsSpan(_start, _end - _start)], stream);

    /// <inheritdoc/>
    public void Dispose()
    {
        ArrayPool<byte>.Shared.Return(_buffer);
        ArrayPool<int>.Shared.Return(_separators);
        ArrayPool<int>.Shared.Return(_lineEnds);
    }

    private void SkipHeader()
    {
        while (_end - _start < header && Fill())
        {
        }
        _start += Math.Min(header, _end - _start);
        header = 0;
    }

    // Moves what is left to the front, and reads once: what a file's last bytes are is known best when they are needed.
    private bool Fill()
    {
        _buffer.AsSpan(_start, _end - _start).CopyTo(_buffer.AsSpan(CsvCells.Padding));
        _end += CsvCells.Padding - _start;
        _start = CsvCells.Padding;
        var count = stream.Read(_buffer.AsSpan(_end, CsvCells.Padding + BlockBytes - _end));
        _end += count;
        return count > 0;
    }

    // Finds the lines of the next block that can be read here; false when there are none.
    private bool FindLines()
    {
        QuotedLine = default;
        var isFull = false;
        var more = true;
        while (more && !_buffer.AsSpan(_start, _end - _start).Contains((byte)'\n'))
        {
            isFull = _end - _start == BlockBytes;
            more = !isFull && Fill();
        }
        var end = _end;
        // The last line of a file may lack its line break.
        if (!more && !isFull && end > _start)
            _buffer[end++] = (byte)'\n';
        var text = _buffer.AsSpan(_start, end - _start);
        text = text[..(text.LastIndexOf((byte)'\n') + 1)];
        var lone = FindLoneReturn(text);
        if (lone >= 0)
            text = text[..(text[..lone].LastIndexOf((byte)'\n') + 1)];
        var quote = text.IndexOf((byte)'"');
        if (quote >= 0)
        {
            var whole = text[..quote].LastIndexOf((byte)'\n') + 1;
            if (whole == 0 && ++_quotedLines * QuotedLinesOneIn < Rows + BlockBytes)
                TakeQuotedLine(text.IndexOf((byte)'\n') + 1);
            text = text[..whole];
        }
        _nextLine = 0;
        _nextSeparator = 0;
        _separators[0] = _start - 1;
        (_lastSeparator, _lines) = FindSeparators(_buffer, _start, _start + text.Length, delimiter, _separators, _lineEnds);
        return _lines > 0;
    }

    private void TakeQuotedLine(int length)
    {
        _buffer[_start - 1] = (byte)'\n';
        QuotedLine = _buffer.AsMemory(_start - 1, length + 1);
    }

    // A CR that no LF follows.
    private int FindLoneReturn(ReadOnlySpan<byte> text)
    {
        _hasReturns = false;
        for (var at = 0; text[at..].IndexOf((byte)'\r') is >= 0 and var distance;)
        {
            _hasReturns = true;
            at += distance + 1;
            if (text[at] != '\n')
                return at - 1;
        }
        return -1;
    }

    // Writes the places of all delimiters and line breaks from the second separator on, and those of the line breaks alone.
    private static (int LastSeparator, int Lines) FindSeparators(ReadOnlySpan<byte> buffer, int start, int end, byte delimiter, int[] separators, int[] lineEnds)
    {
        ref var text = ref MemoryMarshal.GetReference(buffer);
        ref var separator = ref MemoryMarshal.GetArrayDataReference(separators);
        ref var lineEnd = ref MemoryMarshal.GetArrayDataReference(lineEnds);
        var delimiters = Vector256.Create(delimiter);
        var breaks = Vector256.Create((byte)'\n');
        var (last, lines) = (0, 0);
        for (var at = start; at < end; at += 64)
        {
            var low = Vector256.LoadUnsafe(ref text, (nuint)at);
            var high = Vector256.LoadUnsafe(ref text, (nuint)at + 32);
            var newLines = Mask(Vector256.Equals(low, breaks), Vector256.Equals(high, breaks));
            var all = newLines | Mask(Vector256.Equals(low, delimiters), Vector256.Equals(high, delimiters));
            if (end - at < 64)
            {
                var inside = (1UL << (end - at)) - 1;
                newLines &= inside;
                all &= inside;
            }
            Write(ref Unsafe.Add(ref separator, last + 1), all, at);
            Write(ref Unsafe.Add(ref lineEnd, lines), newLines, at);
            last += BitOperations.PopCount(all);
            lines += BitOperations.PopCount(newLines);
        }
        return (last, lines);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static ulong Mask(Vector256<byte> low, Vector256<byte> high) =>
        low.ExtractMostSignificantBits() | ((ulong)high.ExtractMostSignificantBits() << 32);

    // Writes the places of a mask's bits, eight at a time whether they are there or not: the end of a loop over single ones is guessed wrong too often.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Write(ref int target, ulong bits, int first)
    {
        for (; bits != 0; target = ref Unsafe.Add(ref target, 8))
        {
            WriteNext(ref target, ref bits, first);
            WriteNext(ref Unsafe.Add(ref target, 1), ref bits, first);
            WriteNext(ref Unsafe.Add(ref target, 2), ref bits, first);
            WriteNext(ref Unsafe.Add(ref target, 3), ref bits, first);
            WriteNext(ref Unsafe.Add(ref target, 4), ref bits, first);
            WriteNext(ref Unsafe.Add(ref target, 5), ref bits, first);
            WriteNext(ref Unsafe.Add(ref target, 6), ref bits, first);
            WriteNext(ref Unsafe.Add(ref target, 7), ref bits, first);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void WriteNext(ref int target, ref ulong bits, int first)
    {
        target = first + BitOperations.TrailingZeroCount(bits);
        bits &= bits - 1;
    }

    private void TakeRows(RowBatch batch)
    {
        var rows = CountWholeRows(Math.Min(RowsAtATime, Math.Min(_lines - _nextLine, batch.Room)));
        if (rows == 0)
        {
            TakeOddLine(batch);
            return;
        }
        var separators = _separators.AsSpan(_nextSeparator, (rows * fieldCount) + 1);
        var cells = new CsvCells(_buffer, separators, fieldCount, rows, _hasReturns);
        var unfit = _unfit.AsSpan(0, rows);
        unfit.Clear();
        var columns = batch.ColumnArray;
        for (var i = 0; i < columns.Length; i++)
        {
            if (fieldOf[i] >= 0)
                columns[i].Append(cells, fieldOf[i]);
            else
                columns[i].AppendMissing(rows);
            if (columns[i].Field.IsRequired)
                columns[i].MarkUnfit(unfit);
        }
        batch.EndRows(Line, cells, unfit);
        _nextSeparator += rows * fieldCount;
        _nextLine += rows;
        _start = Math.Min(_end, separators[^1] + 1);
        Line += rows;
        Rows += rows;
    }

    // How many of the next lines have all fields: the n-th line break is the last separator of n rows.
    private int CountWholeRows(int most)
    {
        var row = 0;
        var separator = _nextSeparator + fieldCount;
        while (row < most && separator <= _lastSeparator && _separators[separator] == _lineEnds[_nextLine + row])
        {
            row++;
            separator += fieldCount;
        }
        return row;
    }

    private void TakeOddLine(RowBatch batch)
    {
        var end = _lineEnds[_nextLine++];
        var fields = _separators.AsSpan(_nextSeparator + 1).IndexOf(end) + 1;
        _nextSeparator += fields;
        ReadOnlySpan<byte> raw = _buffer.AsSpan(_start, end - _start);
        if (raw is [.., (byte)'\r'])
            raw = raw[..^1];
        if (!raw.IsEmpty)
        {
            var detail = string.Create(CultureInfo.InvariantCulture, $"{fields} of {fieldCount} fields");
            batch.AppendProblem(Line, raw, fields < fieldCount ? RowProblem.TooShort : RowProblem.TooLong, detail);
            Rows++;
        }
        _start = Math.Min(_end, end + 1);
        Line++;
    }
}

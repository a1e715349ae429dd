using System.Globalization;
using System.Text;
using CsvHelper;
using Microsoft.Win32.SafeHandles;
using RecoMart.Storage.Columns;
using RecoMart.Storage.Contract;

namespace RecoMart.Storage.Csv;

/// <summary>
/// Reads one CSV file of a source into column batches; no object is made for a row and no string for a cell. Plain rows are read by
/// <see cref="PlainCsvReader"/>. From the first quote on, and in any other encoding, CsvHelper finds the fields.
/// <code>
/// header    "Age;user_id;note"          user_id is field 1, age field 0, note is not stored
/// row       "25;13;x"                   columns.user_id.Append("13"), columns.age.Append("25"), …
/// row       "25;13"                     one field short: kept as text with its reason
/// </code>
/// A file that can't be a CSV file of the source is refused as a whole with a <see cref="SourceFileException"/>; one that is merely
/// something else is skipped (<see cref="SkipReason"/>).
/// </summary>
public sealed class CsvSourceReader : ISourceReader
{
    /// <summary>The longest record, in bytes: more is a quote that was never closed, or no CSV at all.</summary>
    public const int MaxRecordBytes = 16 << 20;

    private const int HeadBytes = 64 << 10;
    private const int BufferBytes = 1 << 20;

    private readonly SourceStream _stream;
    private readonly SourcePosition? _start;
    private CsvReader _reader;
    private PlainCsvReader? _plain;
    private readonly SourceContract _contract;
    private readonly CsvDialect _dialect;
    private readonly string _name;
    private readonly int[] _fieldOf;
    private readonly int _plainHeader;
    private readonly List<string> _warnings = [];
    private bool _isEmpty;
    private int _fieldCount;
    private CsvMalformedReason? _malformed;
    private long _recordOffset;
    private long _recordLine;

    // Where the text of the current CsvHelper reader begins: bytes and lines before it.
    private long _bytesBefore;
    private long _linesBefore;

    private CsvSourceReader(string path, SourceContract contract, SourceReading reading, CancellationToken cancellationToken)
    {
        _name = Path.GetFileName(path);
        _contract = contract;
        _start = reading.Start;
        _stream = new SourceStream(path, reading, cancellationToken);
        try
        {
            var head = new byte[HeadBytes];
            head = head[.._stream.Peek(head)];
            if (CsvDialect.FindBinary(head) is { } binary)
                throw new SourceFileException(_name, $"is not a CSV file: it looks like {binary}");
            _dialect = CsvDialect.Detect(head, contract);
            _stream.Skip(_dialect.SkippedBytes);
            if (_dialect.Encoding is null)
                _stream.HoldBackPartialLine();
            _fieldOf = new int[contract.Fields.Count];
            _bytesBefore = _dialect.SkippedBytes;
            _linesBefore = _dialect.SkippedBytes > 0 ? 1 : 0;
            _recordLine = 1 + _linesBefore;
            _plainHeader = MeasurePlainHeader(head);
            // A header on its own leaves the stream at its start, for the reader of plain rows.
            _reader = _plainHeader > 0
                ? CsvReader.Create(head.AsMemory(_dialect.SkippedBytes, _plainHeader), ReaderOptions(hasHeader: true))
                : Reader(_stream, hasHeader: true);
        }
        catch
        {
            _stream.Dispose();
            throw;
        }
    }

    /// <inheritdoc/>
    public string? SkipReason { get; private set; }

    /// <inheritdoc/>
    public long Rows { get; private set; }

    /// <inheritdoc/>
    public long BytesRead => _stream.Position;

    /// <inheritdoc/>
    public long Length => _stream.Length;

    /// <inheritdoc/>
    public IReadOnlyList<string> Warnings => _warnings;

    private long HeaderLine => 1 + _linesBefore;

    /// <summary>Opens a file and reads its header.</summary>
    /// <param name="path">The file.</param>
    /// <param name="contract">The source whose rows it should have.</param>
    /// <param name="reading">How to read it; all of it when null.</param>
    /// <param name="cancellationToken">Ends reading, with an <see cref="OperationCanceledException"/>.</param>
    /// <returns>The reader.</returns>
    /// <exception cref="SourceFileException">The file can't be opened, is no CSV, or its header is ambiguous or missing.</exception>
    public static CsvSourceReader Open(
        string path, SourceContract contract, SourceReading? reading = null, CancellationToken cancellationToken = default)
    {
        var reader = new CsvSourceReader(path, contract, reading ?? SourceReading.Whole, cancellationToken);
        try
        {
            reader.Guard(reader.BindHeader);
            return reader;
        }
        catch
        {
            reader.Dispose();
            throw;
        }
    }

    /// <summary>
    /// Whether the rows behind a place can be read as those before it were: what tells a file's delimiter and the like is its start, and of a short file
    /// that has grown the start is another.
    /// </summary>
    /// <param name="file">The file.</param>
    /// <param name="contract">The source.</param>
    /// <param name="length">The bytes before the place.</param>
    /// <returns>False where the file has to be read from the start.</returns>
    public static bool CanGoOn(SafeFileHandle file, SourceContract contract, long length)
    {
        var head = new byte[HeadBytes];
        head = head[..RandomAccess.Read(file, head, 0)];
        var before = head.AsSpan(0, (int)Math.Min(head.Length, length));
        return CsvDialect.FindBinary(head) is null && CsvDialect.Detect(head, contract) == CsvDialect.Detect(before, contract);
    }

    /// <inheritdoc/>
    // Where CsvHelper took over, nobody knows whether a record ends where the file does now.
    public SourceExtent Describe() => _stream.Describe(_plain?.Line - 1);

    /// <inheritdoc/>
    public bool Read(RowBatch batch)
    {
        var more = Guard(() => ReadRows(batch));
        if (!more)
            Conclude();
        return more;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _plain?.Dispose();
        _plain = null;
        _reader.Dispose();
        _stream.Dispose();
    }

    private CsvReader Reader(Stream stream, bool hasHeader) => CsvReader.Create(stream, ReaderOptions(hasHeader));

    private CsvReaderOptions ReaderOptions(bool hasHeader) => new()
    {
        HasHeader = hasHeader,
        Separator = _dialect.Delimiter,
        TrackLineNumbers = true,
        TrimWhitespace = _dialect.SpacesBeforeQuotes,
        MaxRecordSize = MaxRecordBytes,
        BufferSize = BufferBytes,
        OnMalformedRecord = record => _malformed = record.Reason,
    };

    // The length of a header that is the first line, unquoted and whole; 0 for files whose rows are not plain either.
    private int MeasurePlainHeader(ReadOnlySpan<byte> head)
    {
        if (_dialect.Encoding is not null || _dialect.SpacesBeforeQuotes)
            return 0;
        var text = head[_dialect.SkippedBytes..];
        var length = text.IndexOf((byte)'\n') + 1;
        var line = text[..length].TrimEnd("\r\n"u8);
        var name = line.StartsWith(Encoding.UTF8.Preamble) ? line[Encoding.UTF8.Preamble.Length..] : line;
        return FieldParser.Trim(name).IsEmpty || line.ContainsAny((byte)'"', (byte)'\r') ? 0 : length;
    }

    private bool BindHeader()
    {
        _reader.ReadHeader();
        var headers = _reader.Headers;
        _fieldCount = headers.Count;
        if (_malformed is CsvMalformedReason.UnterminatedQuote)
            throw OpenQuote();
        if (_fieldCount == 0 || (_fieldCount == 1 && string.IsNullOrWhiteSpace(headers[0]) && !HasText()))
        {
            _isEmpty = true;
            return false;
        }
        var extra = new List<string>();
        Array.Fill(_fieldOf, -1);
        for (var i = 0; i < headers.Count; i++)
        {
            var name = headers[i].Trim();
            var column = IndexOfField(name);
            if (column < 0)
                extra.Add(name);
            else if (_fieldOf[column] >= 0)
                throw new SourceFileException(_name, $"the column {_contract.Fields[column].Name} stands twice in the header", HeaderLine);
            else
                _fieldOf[column] = i;
        }
        if (extra.Count == headers.Count && LooksLikeData(headers))
        {
            throw new SourceFileException(
                _name, $"has no header row: expected {Names(_contract.Fields)}, found {Shorten(headers)}", HeaderLine);
        }
        var missing = _contract.Fields.Where((field, i) => _fieldOf[i] < 0).ToList();
        if (missing.Any(field => !field.ColumnIsOptional))
        {
            SkipReason = $"no {_contract.Name} file: it lacks the columns {Names(missing.Where(field => !field.ColumnIsOptional))}";
            return false;
        }
        if (missing.Count > 0)
            _warnings.Add($"{_name}: has no column {Names(missing)}; the values are null");
        if (extra.Count > 0)
            _warnings.Add($"{_name}: the columns {Shorten(extra)} are not stored");
        if (_plainHeader > 0)
            _plain = Plain();
        else if (_start is not null)
            throw new InvalidOperationException($"{_name} has no plain header, so its rows can't be read from the middle.");
        return true;
    }

    private PlainCsvReader Plain()
    {
        if (_start is not { } start)
            return new PlainCsvReader(_stream, (byte)_dialect.Delimiter, _fieldOf, _fieldCount, _plainHeader, HeaderLine + 1);
        _stream.GoOnFrom(start);
        return new PlainCsvReader(_stream, (byte)_dialect.Delimiter, _fieldOf, _fieldCount, header: 0, start.Lines + 1);
    }

    private bool ReadRows(RowBatch batch)
    {
        if (_isEmpty || SkipReason is not null)
            return false;
        if (_plain is null)
            return ReadUnusualRows(batch);
        var outcome = _plain.Read(batch);
        while (outcome == PlainCsvOutcome.Quoted && TakeQuotedLine(batch, _plain))
            outcome = _plain.Read(batch);
        Rows = _plain.Rows;
        if (outcome is PlainCsvOutcome.Full or PlainCsvOutcome.End)
            return outcome == PlainCsvOutcome.Full;
        PlaceReaderAt(_plain);
        _reader.Dispose();
        _reader = Reader(_plain.Rest(), hasHeader: false);
        _plain.Dispose();
        _plain = null;
        return ReadUnusualRows(batch);
    }

    // False when a quoted cell goes on in the next line.
    private bool TakeQuotedLine(RowBatch batch, PlainCsvReader plain)
    {
        PlaceReaderAt(plain);
        using var reader = CsvReader.Create(plain.QuotedLine, ReaderOptions(hasHeader: false));
        if (!ReadRecord(reader) || FindFlaws(reader).OpenQuote is not null)
            return false;
        TakeRecord(batch, reader);
        plain.SkipQuotedLine();
        return true;
    }

    // What a reader is given of the rest of the file begins with a line break that is not the file's.
    private void PlaceReaderAt(PlainCsvReader plain)
    {
        (_bytesBefore, _linesBefore) = (plain.Offset - 1, plain.Line - 2);
        (_recordOffset, _recordLine) = (plain.Offset, plain.Line);
    }

    private bool ReadUnusualRows(RowBatch batch)
    {
        while (!batch.IsFull)
        {
            if (!ReadRecord(_reader))
                return false;
            Rows++;
            if (_malformed is not null && FindFlaws(_reader).OpenQuote is not null)
            {
                _recordOffset = _bytesBefore + _reader.ByteOffset;
                _recordLine = _linesBefore + _reader.LineNumber;
                throw OpenQuote();
            }
            TakeRecord(batch, _reader);
        }
        return true;
    }

    private bool ReadRecord(CsvReader reader)
    {
        _malformed = null;
        return reader.Read();
    }

    // Of several flaws of a record only the first is told, and others can be worse: that it swallowed the rest of the file.
    private (bool TextAfterQuote, (long Line, long Column)? OpenQuote) FindFlaws(CsvReader reader) =>
        _malformed is null ? default : Scan(reader.RawRecord, 1);

    private void TakeRecord(RowBatch batch, CsvReader reader)
    {
        var columns = batch.ColumnArray;
        var raw = reader.RawRecord;
        _recordOffset = _bytesBefore + reader.ByteOffset + raw.Length;
        _recordLine = _linesBefore + reader.LineNumber;
        if (FindFlaws(reader).TextAfterQuote)
        {
            batch.AppendProblem(_recordLine, raw, RowProblem.TextAfterClosingQuote, LegacyText.Excerpt(raw, 80));
            return;
        }
        var fields = reader.FieldCount;
        if (fields != _fieldCount)
        {
            var detail = string.Create(CultureInfo.InvariantCulture, $"{fields} of {_fieldCount} fields");
            batch.AppendProblem(_recordLine, raw, fields < _fieldCount ? RowProblem.TooShort : RowProblem.TooLong, detail);
            return;
        }
        var isAccepted = true;
        for (var i = 0; i < columns.Length && i < _fieldOf.Length; i++)
        {
            if (_fieldOf[i] >= 0)
                columns[i].Append(reader.GetSpan(_fieldOf[i]));
            else
                columns[i].AppendMissing(CellStatus.Null);
            isAccepted &= !columns[i].Field.IsRequired || columns[i].LastIsAllowed;
        }
        // Only quarantine asks for the text, and copying all of it costs time and memory.
        batch.EndRow(_recordLine, raw, keepRaw: !isAccepted);
    }

    private void Conclude()
    {
        if (_dialect.Encoding is null && _stream.InvalidUtf8At is { } at)
        {
            _warnings.Add(string.Create(
                CultureInfo.InvariantCulture, $"{_name}, line {_stream.LineOf(at)}: bytes that are not UTF-8; such text was read as Windows-1252"));
        }
        if (_stream.LeftPartialLine)
            _warnings.Add($"{_name}: grew while it was read; its last line was not complete and is left for the next ingest");
        else if (_stream.Grew)
            _warnings.Add($"{_name}: grew while it was read; the new lines are left for the next ingest");
    }

    private bool Guard(Func<bool> read)
    {
        try
        {
            return read();
        }
        catch (CsvFormatException exception)
        {
            throw TooLong(exception);
        }
    }

    // Finds out why a record did not end within the limit, by reading its start again.
    private SourceFileException TooLong(CsvFormatException exception)
    {
        var limit = string.Create(CultureInfo.InvariantCulture, $"{MaxRecordBytes >> 20} MiB");
        if (_dialect.Encoding is not null)
            return new SourceFileException(_name, $"a line that is longer than {limit}, or a quote that is never closed", inner: exception);
        return ScanForOpenQuote() is { } open
            ? new SourceFileException(_name, $"a quoted field opens here and is not closed within {limit}", open.Line, open.Column, exception)
            : new SourceFileException(_name, $"a line that is longer than {limit}", _linesBefore + exception.LineNumber, inner: exception);
    }

    private SourceFileException OpenQuote()
    {
        var open = _dialect.Encoding is null ? ScanForOpenQuote() : null;
        return new SourceFileException(_name, "a quoted field opens here and is never closed", open?.Line ?? _recordLine, open?.Column);
    }

    private (long Line, long Column)? ScanForOpenQuote() => ScanRecord().OpenQuote;

    // Reads on from the end of the last good record (or the start of the bad one).
    private (bool TextAfterQuote, (long Line, long Column)? OpenQuote) ScanRecord()
    {
        var buffer = new byte[(int)Math.Min(MaxRecordBytes, _stream.Length - _recordOffset)];
        var count = 0;
        while (count < buffer.Length && _stream.ReadAt(buffer.AsSpan(count), _recordOffset + count) is > 0 and var read)
            count += read;
        ReadOnlySpan<byte> text = buffer.AsSpan(0, count);
        if (_recordOffset == 0 && text.StartsWith(Encoding.UTF8.Preamble))
            text = text[Encoding.UTF8.Preamble.Length..];
        return Scan(text, _stream.LineOf(_recordOffset));
    }

    // Walks through text as an RFC 4180 reader does.
    private (bool TextAfterQuote, (long Line, long Column)? OpenQuote) Scan(ReadOnlySpan<byte> text, long line)
    {
        var lineStart = 0;
        (long Line, long Column)? open = null;
        var atFieldStart = true;
        var afterQuote = false;
        var textAfterQuote = false;
        for (var i = 0; i < text.Length; i++)
        {
            var b = text[i];
            var isFieldEnd = b == _dialect.Delimiter || b is (byte)'\n' or (byte)'\r';
            var isBlank = _dialect.SpacesBeforeQuotes && b is (byte)' ' or (byte)'\t' && !isFieldEnd;
            textAfterQuote |= afterQuote && !isFieldEnd && !isBlank;
            afterQuote &= !isFieldEnd;
            if (b == '"' && open is not null)
            {
                if (i + 1 < text.Length && text[i + 1] == '"')
                {
                    i++;
                }
                else
                {
                    open = null;
                    afterQuote = true;
                }
            }
            else if (b == '"' && atFieldStart)
            {
                open = (line, i - lineStart + 1);
            }
            if (b == '\n' || (b == '\r' && !text[(i + 1)..].StartsWith((byte)'\n')))
            {
                line++;
                lineStart = i + 1;
            }
            atFieldStart = open is null && (isFieldEnd || (atFieldStart && isBlank));
        }
        return (textAfterQuote, open);
    }

    // Whether a file whose first line is white space has more than that.
    private bool HasText()
    {
        while (_reader.Read())
        {
            if (!FieldParser.Trim(_reader.RawRecord).IsEmpty)
                return true;
        }
        return false;
    }

    private int IndexOfField(string name)
    {
        for (var i = 0; i < _contract.Fields.Count; i++)
        {
            if (string.Equals(_contract.Fields[i].Name, name, StringComparison.OrdinalIgnoreCase))
                return i;
        }
        return -1;
    }

    // A first row without any of our names whose first cells read as our key columns.
    private bool LooksLikeData(IReadOnlyList<string> cells) =>
        _contract.Fields.Where(field => field.IsKey).Select((_, i) => i).All(i =>
            i < cells.Count && FieldParser.ParseInt64(Encoding.UTF8.GetBytes(cells[i]), out _) == CellStatus.Value);

    private static string Names(IEnumerable<Field> fields) => string.Join(", ", fields.Select(field => field.Name));

    private static string Shorten(IReadOnlyList<string> names)
    {
        const int shown = 8;
        var text = string.Join(", ", names.Take(shown).Select(name => name.Length > 40 ? name[..40] + "…" : name));
        return names.Count > shown ? string.Create(CultureInfo.InvariantCulture, $"{text} and {names.Count - shown} more") : text;
    }
}

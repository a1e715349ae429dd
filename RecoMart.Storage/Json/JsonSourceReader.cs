using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Text.Unicode;
using RecoMart.Storage.Columns;
using RecoMart.Storage.Contract;

namespace RecoMart.Storage.Json;

/// <summary>
/// Reads a JSON file of a source into column batches: an array of objects, or one object after the other (NDJSON). The text passes
/// through a buffer that holds one object at least, so that memory does not grow with the file.
/// <code>
/// object    {"item_id": 100, "price": "29.76", "size": "L", "brand": {"id": 1}}
/// columns   item_id 100 | price 29.76 | brand null (a nested value) | category, rating, in_stock null;  size is not stored
/// </code>
/// </summary>
public sealed class JsonSourceReader : ISourceReader
{
    /// <summary>The longest object, in bytes.</summary>
    public const int MaxRecordBytes = 16 << 20;

    private const int BufferBytes = 256 << 10;
    private const int MaxDepth = 512;
    private const int MaxUnknownNames = 20;

    private readonly SourceStream _stream;
    private readonly Stream _text;
    private readonly SourceContract _contract;
    private readonly string _name;
    private readonly bool[] _seen;
    private readonly Dictionary<string, long> _unknown = [];
    private readonly List<string> _warnings = [];
    private byte[] _buffer = new byte[BufferBytes];
    private int _start;
    private int _end;
    private bool _final;
    private JsonReaderState _state = new(new JsonReaderOptions { MaxDepth = MaxDepth, AllowMultipleValues = true });
    private long _line = 1;
    private long _column = 1;
    private bool _inArray;
    private bool _arrayClosed;
    private bool _started;
    private byte[] _unescaped = new byte[256];
    private readonly PlainObjectScanner _plain;

    // Where the general reader believes to be: it has not seen what the plain one took.
    private long _readerLine = 1;
    private long _readerColumn = 1;
    private bool _afterObject;

    private JsonSourceReader(string path, SourceContract contract, SourceReading reading, CancellationToken cancellationToken)
    {
        _name = Path.GetFileName(path);
        _contract = contract;
        _seen = new bool[contract.Fields.Count];
        _plain = new PlainObjectScanner(contract);
        _stream = new SourceStream(path, reading, cancellationToken);
        Span<byte> head = stackalloc byte[4];
        head = head[.._stream.Peek(head)];
        _text = _stream;
        if (head.StartsWith(Encoding.UTF8.Preamble))
            _stream.Skip(Encoding.UTF8.Preamble.Length);
        else if (head.StartsWith(Encoding.Unicode.Preamble))
            _text = Transcode(Encoding.Unicode);
        else if (head.StartsWith(Encoding.BigEndianUnicode.Preamble))
            _text = Transcode(Encoding.BigEndianUnicode);

        Stream Transcode(Encoding encoding)
        {
            _stream.Skip(encoding.Preamble.Length);
            return Encoding.CreateTranscodingStream(_stream, encoding, Encoding.UTF8, leaveOpen: true);
        }
    }

    /// <inheritdoc/>
    public long Rows { get; private set; }

    /// <inheritdoc/>
    public long BytesRead => _stream.Position;

    /// <inheritdoc/>
    public long Length => _stream.Length;

    /// <inheritdoc/>
    public string? SkipReason => null;

    /// <inheritdoc/>
    public IReadOnlyList<string> Warnings => _warnings;

    /// <summary>Opens a file.</summary>
    /// <param name="path">The file.</param>
    /// <param name="contract">The source whose rows it should have.</param>
    /// <param name="reading">How to read it, always from the start; all of it when null.</param>
    /// <param name="cancellationToken">Ends reading, with an <see cref="OperationCanceledException"/>.</param>
    /// <returns>The reader.</returns>
    /// <exception cref="SourceFileException">The file can't be opened.</exception>
    public static JsonSourceReader Open(
        string path, SourceContract contract, SourceReading? reading = null, CancellationToken cancellationToken = default) =>
        new(path, contract, reading ?? SourceReading.Whole, cancellationToken);

    /// <inheritdoc/>
    public SourceExtent Describe() => _stream.Describe(lines: null);

    /// <inheritdoc/>
    public bool Read(RowBatch batch)
    {
        while (!batch.IsFull)
        {
            if (!TakePlain(batch) && !ReadValue(batch))
            {
                Conclude();
                return false;
            }
        }
        return true;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        if (_text != _stream)
            _text.Dispose();
        _stream.Dispose();
    }

    // Takes the next object if nothing is unusual about it, and it is in the buffer as a whole. Only after another object: there the general
    // reader, which knows nothing of it, goes on just as well behind it.
    private bool TakePlain(RowBatch batch)
    {
        if (!_afterObject)
            return false;
        var text = _buffer.AsSpan(_start, _end - _start);
        var start = PlainObjectScanner.SkipSpace(text, 0);
        if (_inArray)
        {
            if ((uint)start >= (uint)text.Length || text[start] != ',')
                return false;
            start = PlainObjectScanner.SkipSpace(text, start + 1);
        }
        if ((uint)start >= (uint)text.Length || text[start] != '{')
            return false;
        var length = _plain.Scan(text[start..]);
        if (length < 0)
            return false;
        var raw = text.Slice(start, length);
        var isAccepted = _plain.Append(raw, batch.ColumnArray);
        batch.EndRow(_line + text[..start].Count((byte)'\n'), raw, keepRaw: !isAccepted);
        Rows++;
        (_line, _column) = PlaceAfter(text[..(start + length)], _line, _column);
        _start += start + length;
        return true;
    }

    // Reads the next row or bracket. Where the buffer ends before it does, reads more and starts it again: values are only added to
    // the batch once all of the object is there.
    private bool ReadValue(RowBatch batch)
    {
        while (true)
        {
            var reader = new Utf8JsonReader(_buffer.AsSpan(_start, _end - _start), _final, _state);
            try
            {
                if (reader.Read())
                {
                    if (Take(ref reader, batch, out var more))
                    {
                        Advance(reader);
                        if (more is { } goOn)
                            return goOn;
                        continue;
                    }
                }
                else if (_final)
                {
                    if (_inArray)
                        throw Broken(reader, "the array is not closed");
                    return false;
                }
            }
            catch (JsonException exception)
            {
                throw Broken(exception);
            }
            if (_final)
                throw Broken(reader, "the text breaks off");
            Fill();
        }
    }

    // Returns false when the value is not complete in the buffer; more = null says that no row came of it.
    private bool Take(ref Utf8JsonReader reader, RowBatch batch, out bool? more)
    {
        more = null;
        if (_arrayClosed)
            throw Broken(reader, "something follows the end of the array");
        if (!_started && reader.TokenType == JsonTokenType.StartArray)
        {
            _started = _inArray = true;
            return true;
        }
        if (_inArray && reader.TokenType == JsonTokenType.EndArray && reader.CurrentDepth == 0)
        {
            _inArray = false;
            _arrayClosed = true;
            _afterObject = false;
            return true;
        }
        var start = (int)reader.TokenStartIndex;
        var isObject = reader.TokenType == JsonTokenType.StartObject;
        var end = reader;
        if (!end.TrySkip())
            return false;
        if (!isObject && !_inArray && !_started)
            throw Broken(reader, "expected an array of objects, or one object per line");
        _started = true;
        var raw = _buffer.AsSpan(_start + start, (int)end.BytesConsumed - start);
        var line = _line + _buffer.AsSpan(_start, start).Count((byte)'\n');
        Rows++;
        more = true;
        _afterObject = isObject;
        if (isObject)
            ReadObject(raw, batch, line);
        else
            batch.AppendProblem(line, raw, RowProblem.NotAnObject, LegacyText.Excerpt(raw, 80));
        reader = end;
        return true;
    }

    // The whole object is there, and has been found to be JSON.
    private void ReadObject(ReadOnlySpan<byte> text, RowBatch batch, long line)
    {
        var reader = new Utf8JsonReader(text, new JsonReaderOptions { MaxDepth = MaxDepth });
        reader.Read();
        if (FindDuplicateKey(reader) is { } twice)
        {
            batch.AppendProblem(line, text, RowProblem.DuplicateKey, twice);
            return;
        }
        Array.Clear(_seen);
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var field = FindField(reader);
            if (field < 0)
                CountUnknown(reader);
            reader.Read();
            if (field < 0)
            {
                reader.Skip();
                continue;
            }
            _seen[field] = true;
            AppendCell(ref reader, text, batch.Columns[field]);
        }
        for (var i = 0; i < _seen.Length; i++)
        {
            if (!_seen[i])
                batch.Columns[i].AppendMissing(CellStatus.Null);
        }
        batch.EndRow(line, text, keepRaw: !IsAccepted(batch));
    }

    private static bool IsAccepted(RowBatch batch) =>
        Array.TrueForAll(batch.ColumnArray, column => !column.Field.IsRequired || column.LastIsAllowed);

    private void AppendCell(ref Utf8JsonReader reader, ReadOnlySpan<byte> text, Column column)
    {
        switch (reader.TokenType)
        {
            case JsonTokenType.Null:
                column.AppendMissing(CellStatus.Null);
                break;
            case JsonTokenType.StartObject or JsonTokenType.StartArray:
                var start = (int)reader.TokenStartIndex;
                reader.Skip();
                column.AppendMissing(CellStatus.Nested, text[start..(int)reader.BytesConsumed]);
                break;
            case JsonTokenType.String when reader.ValueIsEscaped:
                if (Unescape(reader) is >= 0 and var length)
                    column.Append(_unescaped.AsSpan(0, length));
                else
                    column.AppendMissing(CellStatus.NotText, reader.ValueSpan);
                break;
            default:
                column.Append(reader.ValueSpan);
                break;
        }
    }

    // Bytes that are not UTF-8 are taken as Windows-1252, as everywhere; a lone surrogate is no text at all.
    private int Unescape(Utf8JsonReader reader)
    {
        if (_unescaped.Length < reader.ValueSpan.Length)
            _unescaped = new byte[reader.ValueSpan.Length];
        if (!Utf8.IsValid(reader.ValueSpan))
        {
            var quoted = LegacyText.ToUtf8([(byte)'"', .. reader.ValueSpan, (byte)'"']);
            reader = new Utf8JsonReader(quoted);
            reader.Read();
            if (_unescaped.Length < quoted.Length)
                _unescaped = new byte[quoted.Length];
        }
        try
        {
            return reader.CopyString(_unescaped);
        }
        catch (InvalidOperationException)
        {
            return -1;
        }
    }

    private string? FindDuplicateKey(Utf8JsonReader reader)
    {
        Array.Clear(_seen);
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var field = FindField(reader);
            reader.Skip();
            if (field < 0)
                continue;
            if (_seen[field])
                return _contract.Fields[field].Name;
            _seen[field] = true;
        }
        return null;
    }

    private int FindField(Utf8JsonReader reader)
    {
        var name = reader.ValueSpan;
        if (reader.ValueIsEscaped)
        {
            // A name that is no text at all is none of ours.
            if (Unescape(reader) is not (>= 0 and var length))
                return -1;
            name = _unescaped.AsSpan(0, length);
        }
        for (var i = 0; i < _contract.Fields.Count; i++)
        {
            if (Ascii.EqualsIgnoreCase(name, _contract.Fields[i].Name))
                return i;
        }
        return -1;
    }

    private void CountUnknown(Utf8JsonReader reader)
    {
        var name = LegacyText.Excerpt(reader.ValueSpan, 40);
        if (_unknown.TryGetValue(name, out var count) || _unknown.Count < MaxUnknownNames)
            _unknown[name] = count + 1;
    }

    private void Advance(in Utf8JsonReader reader)
    {
        var consumed = (int)reader.BytesConsumed;
        var text = _buffer.AsSpan(_start, consumed);
        (_line, _column) = PlaceAfter(text, _line, _column);
        (_readerLine, _readerColumn) = PlaceAfter(text, _readerLine, _readerColumn);
        _start += consumed;
        _state = reader.CurrentState;
    }

    private void Fill()
    {
        if (_start > 0)
        {
            _buffer.AsSpan(_start, _end - _start).CopyTo(_buffer);
            _end -= _start;
            _start = 0;
        }
        if (_end == _buffer.Length)
        {
            if (_buffer.Length >= MaxRecordBytes)
            {
                // What stands between the last object and this one is still in the buffer.
                var before = Math.Max(0, _buffer.AsSpan().IndexOfAnyExcept(" \t\r\n,"u8));
                throw new SourceFileException(
                    _name, string.Create(CultureInfo.InvariantCulture, $"an object that is longer than {MaxRecordBytes >> 20} MiB"), PlaceAfter(_buffer.AsSpan(0, before)).Line);
            }
            Array.Resize(ref _buffer, _buffer.Length * 2);
        }
        var count = _text.Read(_buffer, _end, _buffer.Length - _end);
        _end += count;
        _final = count == 0;
    }

    private SourceFileException Broken(JsonException exception)
    {
        // The framework's message ends with the place, which ours names itself.
        var message = exception.Message;
        var place = message.IndexOf(" LineNumber:", StringComparison.Ordinal);
        var (line, column) = (exception.LineNumber + 1, exception.BytePositionInLine + 1);
        if (line == _readerLine)
            column += _column - _readerColumn;
        line += _line - _readerLine;
        return new SourceFileException(_name, $"is not valid JSON: {(place < 0 ? message : message[..place])}", line, column, exception);
    }

    private SourceFileException Broken(in Utf8JsonReader reader, string problem)
    {
        var (line, column) = PlaceAfter(_buffer.AsSpan(_start, (int)reader.TokenStartIndex));
        return new SourceFileException(_name, $"is not valid JSON: {problem}", line, column);
    }

    private (long Line, long Column) PlaceAfter(ReadOnlySpan<byte> bytes) => PlaceAfter(bytes, _line, _column);

    private static (long Line, long Column) PlaceAfter(ReadOnlySpan<byte> bytes, long line, long column)
    {
        var lastBreak = bytes.LastIndexOf((byte)'\n');
        return lastBreak < 0 ? (line, column + bytes.Length) : (line + bytes.Count((byte)'\n'), bytes.Length - lastBreak);
    }

    private void Conclude()
    {
        if (_unknown.Count > 0)
        {
            var names = string.Join(", ", _unknown.Select(unknown => string.Create(CultureInfo.InvariantCulture, $"{unknown.Key} ({unknown.Value})")));
            _warnings.Add($"{_name}: unknown keys are not stored: {names}");
        }
        if (_text == _stream && _stream.InvalidUtf8At is { } at)
        {
            _warnings.Add(string.Create(
                CultureInfo.InvariantCulture, $"{_name}, line {_stream.LineOf(at)}: bytes that are not UTF-8; such text was read as Windows-1252"));
        }
    }
}

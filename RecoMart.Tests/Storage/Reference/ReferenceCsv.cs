namespace RecoMart.Tests.Storage.Reference;

/// <summary>
/// A CSV reader that is obviously right: one byte after the other, a list per cell. A quote opens a quoted field at the field's start
/// alone (after blanks, where the dialect has them); text after a closing quote spoils the row; elsewhere a quote is text.
/// </summary>
internal sealed class ReferenceCsv(byte[] content, char delimiter, bool blanksBeforeQuotes)
{
    private int _at;
    private int _line = 1;

    /// <summary>The line of the quote that was never closed, once such a one has ended the reading.</summary>
    public int? OpenQuoteLine { get; private set; }

    public IEnumerable<ReferenceRecord> Records()
    {
        while (_at < content.Length)
        {
            var record = ReadRecord();
            if (OpenQuoteLine is not null)
                yield break;
            var isBlank = record.Raw.Length == 0 || (blanksBeforeQuotes && record.Raw.All(b => b is (byte)' ' or (byte)'\t' && b != delimiter));
            if (!isBlank)
                yield return record;
        }
    }

    private ReferenceRecord ReadRecord()
    {
        var (start, line, spoilt) = (_at, _line, false);
        var cells = new List<byte[]>();
        while (true)
        {
            cells.Add(ReadCell(ref spoilt));
            if (_at < content.Length && content[_at] == delimiter)
            {
                _at++;
                continue;
            }
            var raw = content[start.._at];
            SkipLineBreak();
            return new ReferenceRecord(line, raw, cells, spoilt);
        }
    }

    private byte[] ReadCell(ref bool spoilt)
    {
        var start = _at;
        while (blanksBeforeQuotes && _at < content.Length && content[_at] is (byte)' ' or (byte)'\t' && content[_at] != delimiter)
            _at++;
        if (_at == content.Length || content[_at] != '"')
        {
            SkipToEndOfCell();
            return content[start.._at];
        }
        var value = ReadQuoted();
        var after = _at;
        SkipToEndOfCell();
        var rest = content[after.._at];
        spoilt |= blanksBeforeQuotes ? rest.Any(b => b is not ((byte)' ' or (byte)'\t')) : rest.Length > 0;
        return value;
    }

    private byte[] ReadQuoted()
    {
        var openLine = _line;
        var value = new List<byte>();
        for (_at++; _at < content.Length;)
        {
            if (content[_at] == '"' && _at + 1 < content.Length && content[_at + 1] == '"')
            {
                value.Add((byte)'"');
                _at += 2;
            }
            else if (content[_at] == '"')
            {
                _at++;
                return [.. value];
            }
            else
            {
                value.Add(content[_at]);
                if (content[_at] == '\n' || (content[_at] == '\r' && (_at + 1 == content.Length || content[_at + 1] != '\n')))
                    _line++;
                _at++;
            }
        }
        OpenQuoteLine ??= openLine;
        return [.. value];
    }

    private void SkipToEndOfCell()
    {
        while (_at < content.Length && content[_at] != delimiter && content[_at] is not ((byte)'\n' or (byte)'\r'))
            _at++;
    }

    private void SkipLineBreak()
    {
        if (_at == content.Length)
            return;
        _at += content[_at] == '\r' && _at + 1 < content.Length && content[_at + 1] == '\n' ? 2 : 1;
        _line++;
    }
}

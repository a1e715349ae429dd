using System.Text;
using RecoMart.Storage.Columns;
using RecoMart.Storage.Contract;

namespace RecoMart.Tests.Storage.Reference;

/// <summary>What reading and judging a CSV file should give, by the plain implementation.</summary>
internal static class ReferenceReader
{
    /// <summary>The rows; or the line of the quote that is never closed.</summary>
    public static (List<ReadRow> Rows, int? OpenQuoteLine) Read(SourceContract contract, byte[] content, char delimiter, bool blanksBeforeQuotes)
    {
        var csv = new ReferenceCsv(content, delimiter, blanksBeforeQuotes);
        var records = csv.Records().ToList();
        if (csv.OpenQuoteLine is { } line)
            return ([], line);
        var header = records[0].Cells.Select(cell => Encoding.UTF8.GetString(cell).Trim()).ToList();
        return ([.. records.Skip(1).Select(record => Judge(contract, header, record))], null);
    }

    /// <summary>The line of the first byte that is not UTF-8, or null.</summary>
    public static int? InvalidLine(byte[] content)
    {
        for (int at = 0, line = 1; at < content.Length;)
        {
            if (Rune.DecodeFromUtf8(content.AsSpan(at), out var rune, out var length) != System.Buffers.OperationStatus.Done)
                return line;
            at += length;
            if (rune.Value == '\n' || (rune.Value == '\r' && (at == content.Length || content[at] != '\n')))
                line++;
        }
        return null;
    }

    private static ReadRow Judge(SourceContract contract, List<string> header, ReferenceRecord record)
    {
        if (record.IsSpoilt)
            return Spoilt(contract, record, $"text after a closing quote '{Shorten(record.Raw)}'");
        if (record.Cells.Count != header.Count)
            return Spoilt(contract, record, $"row too {(record.Cells.Count < header.Count ? "short" : "long")} '{record.Cells.Count} of {header.Count} fields'");

        var (values, cleaned) = (new List<object?>(), new List<object?>());
        var (verdict, complaint) = (RowVerdict.Accepted, (string?)null);
        foreach (var field in contract.Fields)
        {
            var column = header.FindIndex(name => string.Equals(name, field.Name, StringComparison.OrdinalIgnoreCase));
            var cell = column < 0 ? [] : record.Cells[column];
            var (status, value) = ReferenceCells.Read(field.Type, cell);
            var judged = value is null ? null : ReferenceCells.Judge(field, value);
            values.Add(value);
            cleaned.Add(judged);
            if (judged is not null || !field.IsRequired)
                continue;
            verdict = field.IsKey ? RowVerdict.Unreadable : (RowVerdict)Math.Max((byte)verdict, (byte)RowVerdict.Invalid);
            complaint ??= $"{field.Name}: {(value is null ? field.Explain(status) : ReferenceCells.Rule(field))}{Quote(status, value, cell)}";
        }
        return new ReadRow(record.Line, record.Raw, verdict, complaint, values, cleaned);
    }

    private static string Quote(CellStatus status, object? value, byte[] cell) => status switch
    {
        CellStatus.Null => "",
        CellStatus.Value => $" '{value}'",
        _ => $" '{ReferenceCells.Decode(cell).Trim(' ', '\t', '\n', '\v', '\f', '\r')}'",
    };

    private static ReadRow Spoilt(SourceContract contract, ReferenceRecord record, string complaint)
    {
        var nothing = new object?[contract.Fields.Count];
        return new ReadRow(record.Line, record.Raw, RowVerdict.Unreadable, complaint, nothing, nothing);
    }

    private static string Shorten(byte[] raw)
    {
        if (raw.Length <= 80)
            return ReferenceCells.Decode(raw);
        var end = 80;
        while (end > 0 && (raw[end] & 0xC0) == 0x80)
            end--;
        return ReferenceCells.Decode(raw[..end]) + "…";
    }
}

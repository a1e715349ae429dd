using System.Text;
using RecoMart.Storage.Contract;

namespace RecoMart.Storage.Csv;

/// <summary>How a CSV file is written, told from its first bytes and from the columns that its source should have.</summary>
/// <param name="Delimiter">Between fields.</param>
/// <param name="Encoding">The encoding a byte order mark declares, or null.</param>
/// <param name="SkippedBytes">Bytes before the header: Excel's <c>sep=;</c> line.</param>
/// <param name="SpacesBeforeQuotes">Whether a space may stand between a delimiter and a quote: <c>13, "M"</c>.</param>
internal sealed record CsvDialect(char Delimiter, Encoding? Encoding, int SkippedBytes, bool SpacesBeforeQuotes)
{
    private const double BinaryShare = 0.05;
    private static readonly char[] s_delimiters = [',', ';', '\t', '|'];
    private static readonly (byte[] Start, string What)[] s_binaryFormats =
    [
        ("PK\x03\x04"u8.ToArray(), "a ZIP archive or an Excel workbook"),
        ("PAR1"u8.ToArray(), "a Parquet file"),
        ("%PDF"u8.ToArray(), "a PDF document"),
        ([0x1F, 0x8B], "a gzip archive"),
        ([0x89, (byte)'P', (byte)'N', (byte)'G'], "a PNG image"),
        ([0x28, 0xB5, 0x2F, 0xFD], "a Zstandard archive"),
        ([0xD0, 0xCF, 0x11, 0xE0], "an old Excel workbook"),
        ("SQLite format 3"u8.ToArray(), "an SQLite database"),
    ];

    /// <summary>Tells the dialect.</summary>
    /// <param name="head">The file's first bytes.</param>
    /// <param name="contract">The source.</param>
    /// <returns>The dialect.</returns>
    public static CsvDialect Detect(ReadOnlySpan<byte> head, SourceContract contract)
    {
        var encoding = DetectEncoding(head);
        var text = encoding is null ? LegacyText.Decode(head) : encoding.GetString(head);
        text = text.TrimStart('\uFEFF');
        if (text.StartsWith("sep=", StringComparison.OrdinalIgnoreCase) && text.Length > 5 && text[5] is '\r' or '\n' && encoding is null)
        {
            var lineEnd = head.IndexOfAny((byte)'\r', (byte)'\n');
            lineEnd += head[lineEnd..].StartsWith("\r\n"u8) ? 2 : 1;
            return new CsvDialect(text[4], null, lineEnd, HasSpaceBeforeQuote(text, text[4]));
        }
        var end = text.AsSpan().IndexOfAny('\r', '\n');
        var header = end < 0 ? text : text[..end];
        // The delimiter that makes most of our columns out of the header, or else most columns at all.
        var delimiter = s_delimiters.MaxBy(candidate => (Matches(header, candidate, contract), header.Count(candidate)));
        return new CsvDialect(delimiter, encoding, 0, HasSpaceBeforeQuote(text, delimiter));
    }

    /// <summary>Says what a file is when it is not text.</summary>
    /// <param name="head">The file's first bytes.</param>
    /// <returns>What it looks like, or null when it is text.</returns>
    public static string? FindBinary(ReadOnlySpan<byte> head)
    {
        foreach (var (start, what) in s_binaryFormats)
        {
            if (head.StartsWith(start))
                return what;
        }
        if (head.Length == 0 || DetectEncoding(head) is not null)
            return null;
        var controls = 0;
        var nuls = 0;
        foreach (var b in head)
        {
            if (b < 32 && b is not ((byte)'\t' or (byte)'\n' or (byte)'\r' or 11 or 12))
                controls++;
            if (b == 0)
                nuls++;
        }
        if (nuls > 0 && nuls >= head.Length / 3)
            return "text in UTF-16 without a byte order mark, or binary data";
        var end = head.IndexOfAny((byte)'\r', (byte)'\n');
        var header = end < 0 ? head : head[..end];
        if (header.Contains((byte)0) || (controls > head.Length * BinaryShare && !System.Text.Unicode.Utf8.IsValid(head)))
            return "binary data";
        return null;
    }

    // Reading with such spaces costs time, and nearly no file has them.
    private static bool HasSpaceBeforeQuote(string text, char delimiter) => text.Contains(delimiter + " \"", StringComparison.Ordinal);

    private static Encoding? DetectEncoding(ReadOnlySpan<byte> head)
    {
        if (head.StartsWith((ReadOnlySpan<byte>)[0xFF, 0xFE, 0, 0]))
            return Encoding.UTF32;
        if (head.StartsWith((ReadOnlySpan<byte>)[0xFF, 0xFE]))
            return Encoding.Unicode;
        if (head.StartsWith((ReadOnlySpan<byte>)[0xFE, 0xFF]))
            return Encoding.BigEndianUnicode;
        return null;
    }

    private static int Matches(string header, char delimiter, SourceContract contract) =>
        header.Split(delimiter).Count(cell => contract.Fields.Any(field =>
            string.Equals(field.Name, cell.Trim().Trim('"').Trim(), StringComparison.OrdinalIgnoreCase)));
}

using System.Text;
using CsCheck;
using RecoMart.Storage.Contract;

namespace RecoMart.Tests.Storage.Reference;

/// <summary>A CSV file with everything in it that goes wrong in real exports, and more.</summary>
/// <param name="Contract">The source whose file it is.</param>
/// <param name="Content">Its bytes.</param>
/// <param name="Delimiter">Between its cells.</param>
internal sealed record DirtyCsv(SourceContract Contract, byte[] Content, char Delimiter)
{
    // What the readers' buffers hold: rows beyond it are cut in two by its end.
    private static readonly int[] s_bufferBytes = [1 << 20, 128 << 10];

    private static readonly byte[][] s_invalidUtf8 = [[0xE9], [0xC3], [0x80], [0xED, 0xA0, 0x80], [0xC0, 0xAF], [0xF0, 0x9F, 0x98], [0xFF], [0xE2, 0x98]];

    private static readonly Gen<string> s_integers = Gen.OneOf(
        Gen.Int[0, 2000].Select(n => $"{n}"),
        Gen.Long.Select(n => $"{n}"),
        Gen.Int[-20, 20].Select(n => $"{n}.0"),
        Gen.Select(Gen.Char["+-"], Gen.Int[0, 99]).Select((sign, n) => $"{sign}{n:000}"),
        Gen.OneOf("9223372036854775807", "9223372036854775808", "-9223372036854775808", "-9223372036854775809", "2147483648", "1e3", "1,234", "1 234", "12.", ".0", "1.5",
            "0x1F", "１２", "1\0", "\u00A05", "99999999999999999999999", "+", "-", "four"));

    private static readonly Gen<string> s_timestamps = Gen.OneOf(
        Gen.DateTime.Select(time => time.ToString("yyyy-MM-dd'T'HH:mm:ss.fffffff", null)),
        Gen.DateTime.Select(time => time.ToString("yyyy-MM-dd HH:mm:ss.ffffff", null)),
        Gen.DateTime.Select(time => time.ToString("yyyy-MM-dd'T'HH:mm'Z'", null)),
        Gen.Select(Gen.DateTime, Gen.Int[-15, 25], Gen.Int[0, 61], Gen.OneOf(":", "")).Select((time, hours, minutes, colon) =>
            time.ToString("yyyy-MM-dd HH:mm:ss", null) + $"{(hours < 0 ? '-' : '+')}{Math.Abs(hours):00}{colon}{minutes:00}"),
        Gen.DateTime.Select(time => time.ToString("yyyy-MM-dd", null)),
        Gen.OneOf("2025-02-29", "2024-02-29", "2026-13-01", "0000-01-01", "0001-01-01T00:00:00+01:00", "9999-12-31T23:59:59-01:00", "05/01/2026", "2026-01-27T24:00:00",
            "2026-01-27T10:30:00.12345678", "2026-01-27t10:30:00", "2026-01-27T10:30:00z", "2026-01-27T10:30:00.", "yesterday"));

    private static readonly Gen<string> s_words = Gen.OneOf(
        Gen.OneOf("view", "VIEW", "Add_To_Cart", "purchase", "veiw", "M", "f", "Male", "FEMALE", "x", "Mobile", "desktop", "TABLET", "Moblie", "des\u212Atop", "v\u0131ew", "Café", "☕", "🛒 cart"),
        Gen.OneOf("vi\0ew", "\0"),
        Gen.String[Gen.Char["ab \t\"',;|\n\r\vé"], 0, 8]);

    private static readonly Gen<string> s_nulls = Gen.OneOf("", " ", "NA", "N/A", "NaN", "nan", "None", "NULL", "null", "n/a", "<NA>", "#N/A", "none", "na", "\t");

    /// <summary>Files of any CSV source.</summary>
    public static Gen<DirtyCsv> Files { get; } = (
        from contract in Gen.OneOf(SourceContract.Users, SourceContract.Transactions)
        from delimiter in Gen.Char[",;\t|"]
        from style in Gen.Select(Gen.Int[0, 2], Gen.Bool, Gen.Int[0, 3], Gen.Int[0, 30], Gen.Int[0, 400])
        from header in Header(contract)
        from quotedOfTen in Gen.OneOf(10, 0, 1)
        from rows in Row(contract, header, delimiter, style.Item1, style.Item3 == 0, quotedOfTen).Array[0, 25]
        from copies in Gen.Frequency((10, Gen.Const(1)), (1, Gen.Int[80, 200]))
        from last in Gen.OneOf("\n", "\r\n", "", "\r", "\n\n")
        select new DirtyCsv(contract,
            Build(header, delimiter, [.. Enumerable.Repeat(rows, copies).SelectMany(copy => copy)], last, style.Item2, style.Item4 < s_bufferBytes.Length ? s_bufferBytes[style.Item4] - style.Item5 : 0),
            delimiter))
        // With more of them it is taken for binary.
        .Where(file => file.Content.Count(b => b is 0 or 11) * 25 < file.Content.Length);

    public override string ToString() =>
        $"{Contract.Name}, {Content.Length} bytes: {Encoding.Latin1.GetString(Content).Replace(new string('\n', 1000), "", StringComparison.Ordinal)}";

    private static Gen<string[]> Header(SourceContract contract) =>
        from order in Gen.Shuffle(contract.Fields.Select(field => field.Name).ToArray())
        from extra in Gen.Int[0, 2]
        from upper in Gen.Bool
        from optional in Gen.Bool
        select order.Where(name => optional || !contract.Fields.Single(field => field.Name == name).ColumnIsOptional)
            .Select(name => upper ? name.ToUpperInvariant() : name).Concat(Enumerable.Range(0, extra).Select(i => $"note{i}")).ToArray();

    private static Gen<byte[]> Row(SourceContract contract, string[] header, char delimiter, int newLines, bool wild, int quotedOfTen) =>
        from quotes in Gen.Int[0, 9].Select(n => n < quotedOfTen)
        from cells in header
            .Select(name => Cell(contract.Fields.FirstOrDefault(field => string.Equals(field.Name, name, StringComparison.OrdinalIgnoreCase)), delimiter, wild, quotes))
            .Aggregate(Gen.Const(Array.Empty<byte[]>()), (row, cell) => Gen.Select(row, cell, (before, next) => (byte[][])[.. before, next]))
        from length in Gen.Frequency((30, Gen.Const(0)), (1, Gen.Const(1)), (1, Gen.Const(-1)), (1, Gen.Const(-2)))
        from newLine in newLines switch { 0 => Gen.Const("\n"), 1 => Gen.Const("\r\n"), _ => Gen.OneOf("\n", "\r\n", "\r", "\n\n", "\r\n\r\n", "\n \n") }
        let row = length > 0 ? [.. cells, [(byte)'+']] : cells[..Math.Max(1, cells.Length + length)]
        select (byte[])[.. Join(row, (byte)delimiter), .. Encoding.UTF8.GetBytes(newLine)];

    private static Gen<byte[]> Cell(Field? field, char delimiter, bool wild, bool quotes) =>
        from text in Gen.Frequency((12, TextOf(field)), (2, s_nulls), (1, s_words))
        from padding in Gen.Frequency((12, Gen.Const("")), (1, Gen.OneOf(" ", "\t", "  ")))
        from quoting in quotes ? Gen.Int[0, wild ? 40 : 10] : Gen.Const(-1)
        from invalid in Gen.Frequency((40, Gen.Const(-1)), (1, Gen.Int[0, s_invalidUtf8.Length - 1]))
        select (byte[])[.. Encoding.UTF8.GetBytes(Quote(text, padding, quoting, delimiter)), .. invalid < 0 ? [] : s_invalidUtf8[invalid]];

    private static Gen<string> TextOf(Field? field) => field?.Type switch
    {
        FieldType.Int64 or FieldType.Int32 => s_integers,
        FieldType.Timestamp => s_timestamps,
        _ => s_words,
    };

    // Below 0 not at all; up to 10 rightly, with or without need; beyond that as nobody should.
    private static string Quote(string text, string padding, int quoting, char delimiter)
    {
        var quoted = '"' + text.Replace("\"", "\"\"", StringComparison.Ordinal) + '"';
        return quoting switch
        {
            < 0 => padding + string.Concat(text.Where(c => c is not ('"' or '\n' or '\r') && c != delimiter)) + padding,
            <= 2 => quoted,
            <= 10 => text.AsSpan().ContainsAny("\"\n\r") || text.Contains(delimiter) ? quoted : padding + text + padding,
            11 => padding + quoted,
            12 => quoted + padding,
            13 => " " + quoted,
            14 => quoted + "x",
            15 => quoted + "\"x\"",
            16 => '"' + text,
            17 => text + '"',
            _ => text,
        };
    }

    private static byte[] Build(string[] header, char delimiter, byte[][] rows, string last, bool mark, int blankUpTo)
    {
        List<byte> content = [.. mark ? Encoding.UTF8.GetPreamble() : [], .. Encoding.UTF8.GetBytes(string.Join(delimiter, header)), (byte)'\n'];
        if (blankUpTo > 0)
            content.AddRange(Enumerable.Repeat((byte)'\n', blankUpTo - content.Count));
        foreach (var row in rows)
            content.AddRange(row);
        while (rows.Length > 0 && content[^1] is (byte)'\n' or (byte)'\r')
            content.RemoveAt(content.Count - 1);
        return [.. content, .. Encoding.UTF8.GetBytes(last)];
    }

    private static IEnumerable<byte> Join(byte[][] cells, byte delimiter) => cells.SelectMany((cell, i) => i == 0 ? cell : [delimiter, .. cell]);
}

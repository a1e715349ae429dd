namespace RecoMart.Tests.Storage.Json;

/// <summary>Objects as programs write them are read in one pass; the rows must be those of the general reader, which has all others.</summary>
public sealed class JsonPlainObjectTests : IDisposable
{
    private static readonly string[] s_values =
    [
        "0", "-0", "7", "-7", "1.5", "-1.50", "0.1", "29.76", "100.0", "123456789012345", "1234567890123456", "9007199254740993",
        "0.000000000000001", "12345678.12345678", "99999999999999.9", "9223372036854775807", "9223372036854775808", "1e3", "1E-2", "1.5e400",
        "true", "false", "null", "\"\"", "\" \"", "\"7\"", "\" 7.0 \"", "\"yes\"", "\"TRUE\"", "\"N/A\"", "\"SKU-1\"", "\".5\"", "\"5.\"", "\"-\"",
        "\"Möwe & Co\"", "\"a\\\"b\"", "\"a\\u00e9\"", "\"\\\\\"", "{}", "{\"id\": 1}", "[1, \"}\"]",
    ];

    private static readonly string[] s_spaces = ["", " ", "\n", "\r\n\t  "];

    private readonly SourceFolder _files = new();

    public void Dispose() => _files.Dispose();

    [Theory]
    [InlineData("item_id")]
    [InlineData("price")]
    [InlineData("brand")]
    [InlineData("in_stock")]
    public void A_value_comes_to_the_same_in_a_plain_object_and_in_an_unusual_one(string field)
    {
        var rows = s_values.SelectMany(value => s_spaces.Select(space => $"{{{space}\"{field}\"{space}:{space}{value}{space},{space}\"rating\":4.5{space}}}")).ToList();

        // An unknown key is the general reader's.
        var plain = Read(rows);
        var general = Read(rows.Select(row => row[..^1] + ",\"colour\":1}"));

        Assert.Equal(general, plain);
    }

    [Theory]
    [InlineData("""{"price":1,"item_id":2}""")]
    [InlineData("""{"item_id":1,"item_id":2}""")]
    [InlineData("""{"ITEM_ID":1}""")]
    [InlineData("""{"item\u005fid":1}""")]
    [InlineData("{}")]
    public void Names_come_in_any_order_and_form(string row)
    {
        var unusual = row.Length > 2 ? row[..^1] + ",\"colour\":1}" : "{\"colour\":1}";

        Assert.Equal(Read([unusual, unusual]), Read([row, row]));
    }

    [Theory]
    [InlineData("""{"item_id":01}""", 13)]
    [InlineData("""{"item_id":1.}""", 14)]
    [InlineData("""{"item_id":-}""", 13)]
    [InlineData("""{"item_id":truex}""", 16)]
    [InlineData("""{"item_id":1 2}""", 14)]
    [InlineData("""{"item_id":1,}""", 14)]
    [InlineData("""{"item_id" 1}""", 12)]
    [InlineData("{\"brand\":\"a\tb\"}", 12)]
    public void What_is_no_JSON_is_refused_at_its_place_after_plain_objects_too(string broken, int column)
    {
        const string plain = """{"item_id":1,"brand":"a"}""";

        // The general reader has the first object, and none of those that follow it.
        Assert.StartsWith($"products.json, line 1, column {column}: ", Refused($"[{broken}]", 1), StringComparison.Ordinal);
        Assert.StartsWith($"products.json, line 4, column {column}: ", Refused($"[{plain},\n{plain},\n\n{broken}]"), StringComparison.Ordinal);
        Assert.StartsWith(
            $"products.json, line 2, column {column + (2 * (plain.Length + 1))}: ", Refused($"{plain}\n{plain} {plain} {broken}"), StringComparison.Ordinal);
    }

    [Fact]
    public void Lines_are_counted_whoever_reads()
    {
        const string plain = """{"item_id":1}""";
        const string unusual = """{"item_id":1.0e0}""";

        var file = _files.Products($"[\n{plain},\n{plain},\n\n{unusual},{plain}\n,{unusual}\n]");

        Assert.Equal([2, 3, 5, 5, 6], file.Rows.Select(row => row.Line));
    }

    private List<string> Read(IEnumerable<string> rows) => [.. _files.Products($"[{string.Join(",\n", rows)}]").Lines];

    private string Refused(string text, int offset = 0)
    {
        var error = SourceFolder.Refused(() => _files.Products(text));
        return offset == 0 ? error : Shift(error, offset);
    }

    // The bracket before it.
    private static string Shift(string error, int offset)
    {
        var start = error.IndexOf("column ", StringComparison.Ordinal) + "column ".Length;
        var end = error.IndexOf(':', start);
        return $"{error[..start]}{int.Parse(error[start..end], null) - offset}{error[end..]}";
    }
}

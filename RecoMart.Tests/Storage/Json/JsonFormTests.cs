using System.Text;

namespace RecoMart.Tests.Storage.Json;

/// <summary>Arrays, one object per line, encodings and values as others write them.</summary>
public sealed class JsonFormTests : IDisposable
{
    private const string Full = """{"item_id": 100, "price": 29.76, "brand": "LG", "category": "Toys", "rating": 2.1, "in_stock": true}""";
    private const string FullLine = "100|29.76|LG|Toys|2.1|True";

    private readonly SourceFolder _files = new();

    public void Dispose() => _files.Dispose();

    [Theory]
    [InlineData("[" + Full + "," + Full + "]")]
    [InlineData(" [\n  " + Full + ",\r\n" + Full + "\n]\n\n")]
    [InlineData(Full + "\n" + Full)]
    [InlineData(Full + "\r\n\r\n" + Full + "\r\n")]
    [InlineData(Full + Full)]
    public void An_array_and_one_object_after_the_other_are_read_alike(string content)
    {
        var file = _files.Products(content);

        Assert.Equal([FullLine, FullLine], file.Lines);
        Assert.Empty(file.Warnings);
    }

    [Theory]
    [InlineData("")]
    [InlineData(" \n ")]
    [InlineData("[]")]
    [InlineData("[ \n ]")]
    [InlineData("\uFEFF")]
    [InlineData("\uFEFF[]")]
    public void A_file_without_objects_has_no_rows(string content) => Assert.Empty(_files.Products(content).Rows);

    [Theory]
    [InlineData("utf-8")]
    [InlineData("utf-16")]
    [InlineData("utf-16BE")]
    public void Unicode_is_read_with_its_byte_order_mark(string name)
    {
        var encoding = Encoding.GetEncoding(name);
        var content = encoding.GetPreamble().Concat(encoding.GetBytes("[\n{\"item_id\": 1, \"brand\": \"Café ☕\"}]"));

        var file = _files.Products([.. content]);

        Assert.Equal(["1||Café ☕|||"], file.Lines);
        Assert.Equal(2, file.Rows.Single().Line);
        Assert.Empty(file.Warnings);
    }

    [Fact]
    public void Bytes_that_are_not_utf8_are_windows_1252_and_the_line_is_named()
    {
        var file = _files.Products(Encoding.Latin1.GetBytes("[\n{\"item_id\": 1, \"brand\": \"Caf\u00E9\"},\n{\"item_id\": 2, \"brand\": \"Caf\u00E9\\n\\u0021\"}]"));

        Assert.Equal(["1||Café|||", "2||Café\n!|||"], file.Lines);
        Assert.Equal(["products.json, line 2: bytes that are not UTF-8; such text was read as Windows-1252"], file.Warnings);
    }

    [Theory]
    [InlineData("""{"item_id": "100", "price": "29.76", "rating": "2.1", "in_stock": "yes"}""", "100|29.76|||2.1|True")]
    [InlineData("""{"item_id": 100.0, "price": 3e1, "rating": -0.5, "in_stock": 0}""", "100|30|||-0.5|False")]
    [InlineData("""{"item_id": -7, "brand": 5, "category": false, "in_stock": "FALSE"}""", "-7||5|false||False")]
    [InlineData("""{"ITEM_ID": 1, "Brand": "x"}""", "1||x|||")]
    [InlineData("""{"item\u005fid": 1, "br\u0061nd": "x"}""", "1||x|||")]
    [InlineData("""{"item_id": 1, "brand": "a\"\\\/\b\t\u00e9\ud83d\uded2z"}""", "1||a\"\\/\b\té🛒z|||")]
    [InlineData("""{"item_id": 1, "brand": " N/A ", "category": null, "price": "NaN"}""", "1|||||")]
    [InlineData("""{"item_id": 1}""", "1|||||")]
    public void Values_are_read_by_the_field_contract_whatever_JSON_type_they_have(string content, string expected)
    {
        var file = _files.Products(content);

        Assert.Equal([expected], file.Lines);
        Assert.Empty(file.Nulled);
        Assert.Empty(file.Warnings);
    }

    [Theory]
    [InlineData("""{"item_id": 1, "price": "on request"}""", "1 × price: not a number, line 1: 'on request'")]
    [InlineData("""{"item_id": 1, "price": 1e400}""", "1 × price: not a number, line 1: '1e400'")]
    [InlineData("""{"item_id": 1, "brand": {"id": [1, 2]}}""", "1 × brand: a nested value, line 1: '{\"id\": [1, 2]}'")]
    [InlineData("""{"item_id": 1, "in_stock": [true]}""", "1 × in_stock: a nested value, line 1: '[true]'")]
    [InlineData("""{"item_id": 1, "in_stock": 2}""", "1 × in_stock: not a boolean, line 1: '2'")]
    [InlineData("""{"item_id": 1, "brand": "a\u0000b"}""", "1 × brand: not text, line 1: 'a\0b'")]
    [InlineData("""{"item_id": 1, "brand": "a\ud800b"}""", "1 × brand: not text, line 1: 'a\\ud800b'")]
    [InlineData("""{"item_id": 1, "brand": "\udc00"}""", "1 × brand: not text, line 1: '\\udc00'")]
    [InlineData("""{"item_id": 1, "rating": true}""", "1 × rating: not a number, line 1: 'true'")]
    public void An_optional_value_that_cannot_be_taken_becomes_null(string content, string nulled)
    {
        var file = _files.Products(content);

        Assert.Equal(["1|||||"], file.Lines);
        Assert.Equal([nulled], file.Nulled);
    }

    [Fact]
    public void Unknown_keys_are_counted_and_not_stored()
    {
        var file = _files.Products("""[{"item_id": 1, "size": "L", "tags": {"item_id": 9}}, {"size": 2, "item_id": 2, "\ud800": 1}]""");

        Assert.Equal(["1|||||", "2|||||"], file.Lines);
        Assert.Equal(["""products.json: unknown keys are not stored: size (2), tags (1), \ud800 (1)"""], file.Warnings);
    }
}

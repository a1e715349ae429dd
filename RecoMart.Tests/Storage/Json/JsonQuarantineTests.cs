using RecoMart.Storage.Columns;

namespace RecoMart.Tests.Storage.Json;

/// <summary>Values of the array that are no rows to take.</summary>
public sealed class JsonQuarantineTests : IDisposable
{
    private readonly SourceFolder _files = new();

    public void Dispose() => _files.Dispose();

    [Theory]
    [InlineData("""{"price": 5}""", "2: item_id: missing")]
    [InlineData("""{"item_id": null}""", "2: item_id: missing")]
    [InlineData("""{"item_id": ""}""", "2: item_id: missing")]
    [InlineData("""{"item_id": "SKU-1"}""", "2: item_id: not an integer 'SKU-1'")]
    [InlineData("""{"item_id": 1e3}""", "2: item_id: not an integer '1e3'")]
    [InlineData("""{"item_id": "1,024"}""", "2: item_id: not an integer '1,024'")]
    [InlineData("""{"item_id": 9223372036854775808}""", "2: item_id: beyond a 64-bit integer '9223372036854775808'")]
    [InlineData("""{"item_id": true}""", "2: item_id: not an integer 'true'")]
    [InlineData("""{"item_id": [1]}""", "2: item_id: a nested value '[1]'")]
    [InlineData("""{"item_id": 1, "price": 2, "price": 3}""", "2: a key that stands twice 'price'")]
    [InlineData("""{"item_id": 1, "ITEM_ID": 1}""", "2: a key that stands twice 'item_id'")]
    [InlineData("""{"item_id": 1, "item\u005fid": 1}""", "2: a key that stands twice 'item_id'")]
    [InlineData("5", "2: not an object '5'")]
    [InlineData("null", "2: not an object 'null'")]
    [InlineData("\"text\"", "2: not an object '\"text\"'")]
    [InlineData("[{\"item_id\": 1}]", "2: not an object '[{\"item_id\": 1}]'")]
    public void They_go_to_quarantine_with_line_and_reason(string value, string complaint)
    {
        var file = _files.Products("[\n" + value + ",\n{\"item_id\": 7}\n]");

        Assert.Equal([complaint], file.Complaints);
        Assert.Equal([RowVerdict.Unreadable, RowVerdict.Accepted], file.Rows.Select(row => row.Verdict));
        Assert.Equal(value, file.Rows[0].Text);
        Assert.Equal(3, file.Rows[1].Line);
    }

    [Fact]
    public void An_unknown_key_that_stands_twice_does_no_harm()
    {
        var file = _files.Products("""{"item_id": 1, "x": {"item_id": 2}, "x": 3, "brand": "b"}""");

        Assert.Equal(["1||b|||"], file.Lines);
        Assert.Empty(file.Complaints);
    }

    [Fact]
    public void An_object_over_many_lines_is_named_by_its_first()
    {
        var file = _files.Products("{\n\"item_id\":\n\"x\"\n}\n\n{\n\"item_id\":\n\"y\"}");

        Assert.Equal(["1: item_id: not an integer 'x'", "6: item_id: not an integer 'y'"], file.Complaints);
    }
}

using RecoMart.Storage;
using RecoMart.Storage.Contract;
using RecoMart.Storage.Json;

namespace RecoMart.Tests.Storage.Json;

/// <summary>Text that is not JSON, or not a list of objects: an error with line and column, in bytes from 1.</summary>
public sealed class JsonRefusalTests : IDisposable
{
    private readonly SourceFolder _files = new();

    public void Dispose() => _files.Dispose();

    [Theory]
    [InlineData("[\n{\"item_id\": 1},\n]", 3, 1)]
    [InlineData("[{\"item_id\": 1},]", 1, 17)]
    [InlineData("[\n{\"item_id\": 1,}\n]", 2, 15)]
    [InlineData("[\n  {\"item_id\": 1}\n  {\"item_id\": 2}\n]", 3, 3)]
    [InlineData("[{\"item_id\": 1}", 1, 16)]
    [InlineData("[\n{\"item_id\": 1", 2, 14)]
    [InlineData("[\n{\"item_id\": 1},\n{\"bra", 3, 6)]
    [InlineData("[\n{\"item_id\": 1},\n", 3, 1)]
    [InlineData("[\n{\"item_id\": tru", 2, 16)]
    [InlineData("{\"item_id\": 1}\n{\"item_id\": 2", 2, 14)]
    [InlineData("[{\"item_id\": 1}]\n]", 2, 1)]
    [InlineData("[{\"item_id\": 1}]\nxyz", 2, 1)]
    [InlineData("[{\"item_id\": 1}] {\"item_id\": 2}", 1, 18)]
    [InlineData("[{\"item_id\": 1}]\n[]", 2, 1)]
    [InlineData("{\"item_id\": 1}\n  oops", 2, 3)]
    [InlineData("[{\"item_id\": 01}]", 1, 15)]
    [InlineData("[{\"item_id\": NaN}]", 1, 14)]
    [InlineData("[{'item_id': 1}]", 1, 3)]
    [InlineData("[{item_id: 1}]", 1, 3)]
    [InlineData("[{\"brand\": \"a\nb\"}]", 1, 14)]
    [InlineData("[{\"brand\": \"a\\qb\"}]", 1, 15)]
    [InlineData("[// none\n]", 1, 2)]
    [InlineData("user_id,age\n1,2\n", 1, 1)]
    [InlineData("<html>", 1, 1)]
    [InlineData("\uFEFFhello", 1, 1)]
    [InlineData("5", 1, 1)]
    [InlineData("\n \"text\"", 2, 2)]
    [InlineData("null", 1, 1)]
    public void The_error_names_line_and_column(string content, long line, long column)
    {
        var error = Assert.Throws<SourceFileException>(() => _files.Products(content));

        Assert.Equal((line, column), (error.Line, error.Column));
        Assert.StartsWith($"products.json, line {line}, column {column}: is not valid JSON: ", error.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("LineNumber", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void The_place_is_right_beyond_many_buffers()
    {
        // Rows of 3 lines each, about 5 MB.
        var rows = string.Concat(Enumerable.Repeat("{\n\"item_id\": 1, \"brand\": \"0123456789\"\n},\n", 120_000));

        var error = Assert.Throws<SourceFileException>(() => _files.Products("[\n" + rows + "{\"item_id\": 1} x"));

        Assert.Equal((2 + (3 * 120_000L), 16L), (error.Line, error.Column));
    }

    [Fact]
    public void A_missing_file_and_a_folder_are_refused()
    {
        Directory.CreateDirectory(_files.PathOf("folder.json"));

        Assert.StartsWith("products.json: can't be opened: ", Open("products.json"), StringComparison.Ordinal);
        Assert.StartsWith("folder.json: can't be opened: ", Open("folder.json"), StringComparison.Ordinal);
    }

    [Fact]
    public void A_file_that_is_cut_off_while_it_is_read_is_refused()
    {
        var path = _files.Write("products.json", "[" + string.Concat(Enumerable.Repeat("{\"item_id\": 1},\n", 100_000)) + "{\"item_id\": 1}]");
        using var reader = JsonSourceReader.Open(path, SourceContract.Products);

        using (var file = new FileStream(path, FileMode.Open, FileAccess.Write, FileShare.ReadWrite))
            file.SetLength(1000);
        var error = SourceFolder.Refused(() => ReadFile.From(reader, SourceContract.Products));

        Assert.Equal("products.json: was cut off while it was read, at byte 1000 of 1600016", error);
    }

    private string Open(string name) => SourceFolder.Refused(() => JsonSourceReader.Open(_files.PathOf(name), SourceContract.Products).Dispose());
}

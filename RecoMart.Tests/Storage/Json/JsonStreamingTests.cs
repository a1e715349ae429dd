using System.Text;
using RecoMart.Storage.Columns;
using RecoMart.Storage.Contract;
using RecoMart.Storage.Json;

namespace RecoMart.Tests.Storage.Json;

/// <summary>Files and objects that are larger than the reader's buffer.</summary>
public sealed class JsonStreamingTests : IDisposable
{
    private const int BufferBytes = 256 << 10;

    private readonly SourceFolder _files = new();

    public void Dispose() => _files.Dispose();

    [Fact]
    public void A_buffer_may_end_at_any_byte_of_an_object()
    {
        const string item = """{"item_id": -12.0, "brand": "a\u00e9 ☕\n", "price": 1.5e1, "size": [{}], "in_stock": false}""";
        var text = Encoding.UTF8.GetBytes(item);
        for (var cut = 0; cut <= text.Length + 2; cut++)
        {
            var file = _files.Products([.. Blanks(BufferBytes - cut - 1), (byte)'[', .. text, (byte)',', .. text, (byte)']']);

            Assert.Equal(["-12|15|aé ☕||" + "|False", "-12|15|aé ☕||" + "|False"], file.Lines);
            Assert.Equal(1, file.Rows[1].Line);
        }
    }

    [Theory]
    [InlineData(BufferBytes + 1)]
    [InlineData(3 << 20)]
    [InlineData((16 << 20) - 100)]
    public void An_object_may_be_larger_than_the_buffer(int size)
    {
        var brand = new string('x', size);

        var file = _files.Products($"[{{\"item_id\": 1}},\n{{\"item_id\": 2, \"brand\": \"{brand}\"}},\n{{\"item_id\": 3}}]");

        Assert.Equal([1L, 2L, 3L], file.Rows.Select(row => row.Values[0]));
        Assert.Equal(brand, file.Rows[1].Values[2]);
        Assert.Equal([1L, 2L, 3L], file.Rows.Select(row => row.Line));
    }

    [Theory]
    [InlineData("[\n{\"item_id\": 1},\n{\"item_id\": 2, \"brand\": \"")]
    [InlineData("{\"item_id\": 1}\n\n{\"item_id\": 2, \"brand\": \"")]
    public void An_object_over_16_MiB_is_refused_with_its_line_and_not_read_to_its_end(string start)
    {
        WriteRepeated(start, "xxxxxxxxx\\n", 60 << 20);
        using var reader = JsonSourceReader.Open(_files.PathOf("products.json"), SourceContract.Products);

        var error = SourceFolder.Refused(() => ReadFile.From(reader, SourceContract.Products));

        Assert.Equal("products.json, line 3: an object that is longer than 16 MiB", error);
        Assert.InRange(reader.BytesRead, 1, 20 << 20);
    }

    [Fact]
    public void Memory_does_not_grow_with_the_file_and_no_row_allocates()
    {
        var rows = WriteRepeated("[", """{"item_id": 1, "brand": "Acme", "category": "Toys & Games", "price": 12.5, "in_stock": true},""" + "\n", 200 << 20);
        File.AppendAllText(_files.PathOf("products.json"), """{"item_id": 2}]""");
        using var reader = JsonSourceReader.Open(_files.PathOf("products.json"), SourceContract.Products);
        var batch = new RowBatch(SourceContract.Products);
        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var more = true; more;)
        {
            batch.Restart(0);
            more = reader.Read(batch);
        }

        Assert.Equal(rows + 1, reader.Rows);
        Assert.Equal(200.0, reader.Length / (double)(1 << 20), tolerance: 5);
        // The buffers of one batch, grown to their size once; nothing for a row.
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 1 << 20, 100 << 20);
    }

    private static IEnumerable<byte> Blanks(int count) => Enumerable.Repeat((byte)' ', count);

    private long WriteRepeated(string start, string item, long length)
    {
        using var file = File.Create(_files.PathOf("products.json"));
        file.Write(Encoding.UTF8.GetBytes(start));
        var items = (int)((1 << 20) / item.Length);
        var block = Encoding.UTF8.GetBytes(string.Concat(Enumerable.Repeat(item, items)));
        long rows = 0;
        for (; file.Length < length; rows += items)
            file.Write(block);
        return rows;
    }
}

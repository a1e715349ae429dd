using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using RecoMart.Storage.Contract;
using RecoMart.Storage.Lake;

namespace RecoMart.Tests.Storage.Lake;

/// <summary>The companion files, as the specification has them.</summary>
public sealed class LakeMetadataTests : IDisposable
{
    private const string Rows = "1,25,M,Mobile\n2,-5,x,Tablet\nx,30,F,Desktop\n";

    private readonly LakeFolder _lake = new();

    public static TheoryData<LakeLayer> Layers => [LakeLayer.Raw, LakeLayer.Validated, LakeLayer.Quarantine];

    public void Dispose() => _lake.Dispose();

    [Theory]
    [MemberData(nameof(Layers))]
    public async Task The_keys_are_the_specifications_in_its_order_and_then_ours(LakeLayer layer)
    {
        using var json = await ReadAsync(layer);

        Assert.Equal(
            ["source", "data_type", "timestamp", "file_path", "file_size_bytes", "record_count", "schema", "checksum_md5", "null_counts", "memory_usage_bytes", "quality", "sources", "mode"],
            json.RootElement.EnumerateObject().Select(property => property.Name));
        Assert.Equal(["columns", "dtypes"], json.RootElement.GetProperty("schema").EnumerateObject().Select(property => property.Name));
    }

    [Theory]
    [MemberData(nameof(Layers))]
    public async Task It_says_what_the_file_is(LakeLayer layer)
    {
        var before = DateTime.UtcNow;
        using var json = await ReadAsync(layer);
        var root = json.RootElement;
        var content = await File.ReadAllBytesAsync(_lake.PathOf(layer, SourceContract.Users));

        Assert.Equal("users", root.GetProperty("source").GetString());
        Assert.Equal(LakePartition.NameOf(layer), root.GetProperty("data_type").GetString());
#pragma warning disable CA5351 // the specification's checksum
        Assert.Equal(Convert.ToHexStringLower(MD5.HashData(content)), root.GetProperty("checksum_md5").GetString());
#pragma warning restore CA5351
        Assert.Equal(content.Length, root.GetProperty("file_size_bytes").GetInt64());
        Assert.Equal($"{_lake.Base.Replace('\\', '/')}/{LakePartition.NameOf(layer)}/users/2026-01-27/users_merged.parquet", root.GetProperty("file_path").GetString());
        Assert.InRange(root.GetProperty("timestamp").GetDateTimeOffset().UtcDateTime, before, DateTime.UtcNow);
        Assert.EndsWith("Z", root.GetProperty("timestamp").GetString(), StringComparison.Ordinal);
        Assert.True(root.GetProperty("memory_usage_bytes").GetInt64() > 0);
    }

    [Theory]
    [InlineData(LakeLayer.Raw, 2, "user_id 0, age 0, gender 0, device 0")]
    [InlineData(LakeLayer.Validated, 2, "user_id 0, age 1, gender 1, device 0")]
    [InlineData(LakeLayer.Quarantine, 1, "source_file 0, line_number 0, field 0, value 0, reason 0, raw_text 0")]
    public async Task It_counts_rows_and_nulls(LakeLayer layer, long records, string nulls)
    {
        using var json = await ReadAsync(layer);

        Assert.Equal(records, json.RootElement.GetProperty("record_count").GetInt64());
        Assert.Equal(nulls, string.Join(", ", json.RootElement.GetProperty("null_counts").EnumerateObject().Select(count => $"{count.Name} {count.Value}")));
    }

    [Theory]
    [InlineData("users", "user_id int64, age Int32, gender string, device string")]
    [InlineData("products", "item_id int64, price Float64, brand string, category string, rating Float64, in_stock boolean")]
    [InlineData("transactions", "user_id int64, item_id int64, view_mode string, rating Int32, timestamp datetime64[us, UTC]")]
    public void Types_are_named_as_pandas_names_them(string source, string expected)
    {
        var schema = LakeSchema.Of(SourceContract.Find(source)!.Fields);

        Assert.Equal(expected, string.Join(", ", schema.Columns.Select(column => $"{column} {schema.Dtypes[column]}")));
    }

    [Fact]
    public async Task Quality_and_sources_are_written_as_people_read_them()
    {
        using var json = await ReadAsync(LakeLayer.Raw);
        var text = await File.ReadAllTextAsync(_lake.MetadataOf(LakeLayer.Raw, SourceContract.Users));

        Assert.Equal(2, json.RootElement.GetProperty("quality").GetProperty("quarantined").GetInt64());
        Assert.Equal(1, json.RootElement.GetProperty("quality").GetProperty("quarantined_by_reason").GetProperty("age: must be > 0").GetInt64());
        Assert.Equal("read", json.RootElement.GetProperty("sources")[0].GetProperty("outcome").GetString());
        Assert.Contains("Größe “?”", text, StringComparison.Ordinal);
        Assert.Contains("must be > 0", text, StringComparison.Ordinal);
        Assert.False(text.StartsWith(Encoding.UTF8.GetString(Encoding.UTF8.Preamble), StringComparison.Ordinal));
    }

    [Fact]
    public async Task What_is_listed_is_what_was_committed()
    {
        var committed = await _lake.IngestUsersAsync(Rows);

        var listed = _lake.Lake.List();

        Assert.Equal([LakeLayer.Raw, LakeLayer.Validated, LakeLayer.Quarantine], listed.Select(entry => entry.Partition.Layer));
        Assert.Equal(committed.Select(metadata => metadata.ChecksumMd5), listed.Select(entry => entry.Metadata.ChecksumMd5));
        Assert.All(listed, entry => Assert.Equal(("users", LakeFolder.Date, "users_merged"), (entry.Partition.Source, entry.Partition.Date, entry.Partition.DatasetName)));
    }

    private async Task<JsonDocument> ReadAsync(LakeLayer layer)
    {
        await _lake.IngestUsersAsync(Rows);
        return JsonDocument.Parse(await File.ReadAllTextAsync(_lake.MetadataOf(layer, SourceContract.Users)));
    }
}

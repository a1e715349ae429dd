using System.Text.Json.Nodes;
using RecoMart.Storage.Contract;
using RecoMart.Storage.Lake;

namespace RecoMart.Tests.Storage.Lake;

/// <summary>What verify finds when something has touched the lake.</summary>
public sealed class LakeVerifyTests : IAsyncLifetime, IDisposable
{
    private readonly LakeFolder _lake = new();

    private string Data => _lake.PathOf(LakeLayer.Raw, SourceContract.Users);

    private string Metadata => _lake.MetadataOf(LakeLayer.Raw, SourceContract.Users);

    public async Task InitializeAsync() => await _lake.IngestUsersAsync("1,25,M,Mobile\n2,,F,Tablet\nx,30,F,Desktop\n");

    public Task DisposeAsync() => Task.CompletedTask;

    public void Dispose() => _lake.Dispose();

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task An_untouched_lake_is_fine(bool deep)
    {
        var result = await _lake.Lake.VerifyAsync(deep, null, CancellationToken.None);

        Assert.Equal(3, result.Files);
        Assert.Equal(_lake.Lake.List().Sum(entry => new FileInfo(_lake.Lake.FullPath(entry.Partition.DataPath)).Length), result.Bytes);
        Assert.Empty(result.Problems);
    }

    [Fact]
    public async Task Every_flipped_byte_is_found()
    {
        var content = await File.ReadAllBytesAsync(Data);
        var step = Math.Max(1, content.Length / 50);
        for (var at = 0; at < content.Length; at += step)
        {
            content[at] ^= 1;
            await File.WriteAllBytesAsync(Data, content);
            content[at] ^= 1;

            Assert.StartsWith("raw/users/2026-01-27/users_merged.parquet: has the MD5 ", Assert.Single(await _lake.VerifyAsync()), StringComparison.Ordinal);
        }
    }

    [Theory]
    [InlineData(0)]
    [InlineData(3)]
    [InlineData(100)]
    public async Task A_truncated_file_is_found(int length)
    {
        var size = new FileInfo(Data).Length;
        using (var file = File.OpenWrite(Data))
            file.SetLength(length);

        Assert.Equal([$"raw/users/2026-01-27/users_merged.parquet: has {length} bytes, not {size}"], await _lake.VerifyAsync());
    }

    [Fact]
    public async Task A_missing_data_file_is_found()
    {
        File.Delete(Data);

        Assert.Equal(["raw/users/2026-01-27/users_merged.parquet: is missing, though its metadata is there"], await _lake.VerifyAsync());
    }

    [Fact]
    public async Task A_data_file_without_metadata_is_found()
    {
        File.Delete(Metadata);
        File.Copy(Data, Path.Combine(Path.GetDirectoryName(Data)!, "stray.parquet"));

        Assert.Equal(
            ["raw/users/2026-01-27/stray.parquet: has no metadata, so nothing vouches for it", "raw/users/2026-01-27/users_merged.parquet: has no metadata, so nothing vouches for it"],
            (await _lake.VerifyAsync()).Order());
    }

    [Theory]
    [InlineData("")]
    [InlineData("{")]
    [InlineData("null")]
    [InlineData("{}")]
    [InlineData("[1]")]
    public async Task Metadata_that_cannot_be_read_is_found_once(string content)
    {
        await File.WriteAllTextAsync(Metadata, content);

        Assert.StartsWith("raw/users/2026-01-27/users_merged_metadata.json: can't be read: ", Assert.Single(await _lake.VerifyAsync()), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("file_size_bytes", "1", "has * bytes, not 1")]
    [InlineData("checksum_md5", "\"00\"", "has the MD5 *, not 00")]
    [InlineData("record_count", "7", "has 2 rows, not 7")]
    [InlineData("null_counts.age", "0", "column age: 1 nulls by its statistics, not 0")]
    [InlineData("null_counts.age", null, "column age: 1 nulls by its statistics, not counted in its metadata")]
    [InlineData("schema.columns", "[\"user_id\"]", "has the columns user_id, age, gender, device, not user_id")]
    public async Task Metadata_that_says_something_else_is_found(string key, string? value, string problem)
    {
        var json = JsonNode.Parse(await File.ReadAllTextAsync(Metadata))!;
        var names = key.Split('.');
        var parent = names.SkipLast(1).Aggregate(json, (node, name) => node[name]!).AsObject();
        parent.Remove(names[^1]);
        if (value is not null)
            parent[names[^1]] = JsonNode.Parse(value);
        await File.WriteAllTextAsync(Metadata, json.ToJsonString());

        var found = Assert.Single(await _lake.VerifyAsync());

        Assert.Matches("^raw/users/2026-01-27/users_merged\\.parquet: " + string.Join(".+", problem.Split('*')) + "$", found);
    }

    [Theory]
    [InlineData("schema")]
    [InlineData("null_counts")]
    [InlineData("checksum_md5")]
    public async Task Metadata_with_a_null_where_a_value_belongs_is_found(string key)
    {
        var json = JsonNode.Parse(await File.ReadAllTextAsync(Metadata))!;
        json[key] = null;
        await File.WriteAllTextAsync(Metadata, json.ToJsonString());

        Assert.NotEmpty(await _lake.VerifyAsync());
    }

    [Fact]
    public async Task What_is_pruned_while_it_is_verified_is_no_problem()
    {
        using var writeLock = await _lake.LockAsync();

        var result = await _lake.Lake.VerifyAsync(deep: false, partition =>
        {
            if (Directory.Exists(_lake.Lake.FullPath(partition.Folder)))
                _lake.Lake.Remove(writeLock, [partition]);
            return true;
        }, CancellationToken.None);

        Assert.Empty(result.Problems);
        Assert.Empty(_lake.Lake.List());
        Assert.Empty(Directory.EnumerateFileSystemEntries(_lake.Pending));
    }

    [Fact]
    public void A_folder_that_is_pruned_after_it_was_listed_has_no_datasets()
    {
        var listed = _lake.Lake.ListPartitions().ToList();
        Directory.Delete(_lake.Lake.FullPath("raw"), recursive: true);

        Assert.Equal(2, listed.SelectMany(_lake.Lake.ListDatasets).Count());
    }

    [Fact]
    public async Task Only_what_was_asked_for_is_verified()
    {
        File.Delete(Data);

        var result = await _lake.Lake.VerifyAsync(deep: false, partition => partition.Layer == LakeLayer.Validated, CancellationToken.None);

        Assert.Equal((1, 0), (result.Files, result.Problems.Count));
    }
}

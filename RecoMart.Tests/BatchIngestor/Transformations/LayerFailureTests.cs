using System.Text.Json.Nodes;

namespace RecoMart.Tests.BatchIngestor.Transformations;

/// <summary>What can be wrong with the lake that a layer is made from: each is told with the file and the way out, and nothing is replaced.</summary>
public sealed class LayerFailureTests : IDisposable
{
    private const string Date = "2026-04-12";

    private readonly IngestorWorkspace _workspace = new IngestorWorkspace().WriteCleanSources();
    private readonly LayerHost _host;

    public LayerFailureTests() => _host = new LayerHost(_workspace);

    public void Dispose()
    {
        _host.Dispose();
        _workspace.Dispose();
    }

    [Fact]
    public async Task A_changed_bit_in_a_validated_file()
    {
        await _host.MakeAllAsync();
        FlipBit($"validated/transactions/{Date}/transactions_merged.parquet");

        await AssertPrepareFailsAsync(
            $"validated/transactions/{Date}/transactions_merged.parquet has the MD5 ", $"Put back a copy of it, or ingest transactions again as a snapshot (with --date {Date} to replace it).");
    }

    [Fact]
    public async Task A_changed_bit_in_a_prepared_file()
    {
        await _host.MakeAllAsync();
        FlipBit($"prepared/products/{Date}/products.parquet");

        await AssertFeaturesFailAsync($"prepared/products/{Date}/products.parquet has the MD5 ", "Put back a copy of it, or run prepare again.");
    }

    [Fact]
    public async Task Metadata_that_is_missing()
    {
        await _host.MakeAllAsync();
        File.Delete(PathOf($"validated/users/{Date}/users_merged_metadata.json"));
        File.Delete(PathOf($"prepared/users/{Date}/users_merged_metadata.json"));

        await AssertPrepareFailsAsync($"validated/users/{Date}/users_merged_metadata.json is missing, so nothing vouches for validated/users/{Date}/users_merged.parquet.", "or ingest users again");
        await AssertFeaturesFailAsync($"prepared/users/{Date}/users_merged_metadata.json is missing, so nothing vouches for prepared/users/{Date}/users_merged.parquet.", "or run prepare again.");
    }

    [Fact]
    public async Task Metadata_that_is_damaged()
    {
        await _host.MakeAllAsync();
        File.WriteAllText(PathOf($"validated/users/{Date}/users_merged_metadata.json"), "{ \"source\": \"users\"");

        await AssertPrepareFailsAsync($"validated/users/{Date}/users_merged_metadata.json can't be read: ", "It is damaged, or another version made it. Put back a copy of it, or ingest users again");
    }

    [Fact]
    public async Task A_data_file_that_is_missing()
    {
        await _host.MakeAllAsync();
        File.Delete(PathOf($"validated/products/{Date}/products.parquet"));

        await AssertPrepareFailsAsync($"validated/products/{Date}/products.parquet is missing, though its metadata is there.", "ingest products again");
    }

    [Fact]
    public async Task A_lake_of_another_version()
    {
        await _host.MakeAllAsync();
        Change($"validated/users/{Date}/users_merged_metadata.json", json => json.AsObject().Remove("sources"));
        Change($"prepared/transactions/{Date}/transactions_merged_metadata.json", json => json["schema"]!["columns"]!.AsArray().RemoveAt(6));

        await AssertPrepareFailsAsync($"validated/users/{Date}/users_merged_metadata.json can't be read: It has no quality report or no list of source files. It is damaged, or another version made it.", "or ingest users again");
        await AssertFeaturesFailAsync($"prepared/transactions/{Date}/transactions_merged.parquet has the columns user_id, item_id, view_mode, rating, timestamp, user_known, not ", "run prepare again.");
    }

    [Fact]
    public async Task A_newer_partition_that_can_not_be_relied_on_is_not_passed_over_for_an_older_one()
    {
        await _host.MakeAllAsync();
        using (var later = new LayerHost(_workspace, ("date", "2026-04-13")))
            await later.IngestAsync();
        File.Delete(PathOf("validated/users/2026-04-13/users_merged_metadata.json"));

        await AssertPrepareFailsAsync("validated/users/2026-04-13/users_merged_metadata.json is missing", "(with --date 2026-04-13 to replace it)");
    }

    [Fact]
    public async Task A_layer_before_it_that_is_not_there()
    {
        var prepared = await _host.PrepareAsync();
        var features = await _host.FeaturesAsync();

        Assert.Equal($"Nothing of users is validated in the lake at {_workspace.LakePath}: run ingest users first.", prepared.Error);
        Assert.Equal($"Nothing is prepared in the lake at {_workspace.LakePath}: run prepare first.", features.Error);
    }

    [Fact]
    public async Task Features_of_a_prepared_layer_that_is_older_than_the_validated_one_come_with_a_warning()
    {
        await _host.MakeAllAsync();
        Change($"validated/users/{Date}/users_merged_metadata.json", json => json["timestamp"] = "2026-04-12T11:00:00Z");

        var result = await _host.FeaturesAsync();

        Assert.Null(result.Error);
        Assert.Equal(
            [$"validated/users/{Date}/users_merged.parquet is newer than the prepared layer, which these features are made from; run prepare first to have it in them."],
            result.Warnings);
    }

    private async Task AssertPrepareFailsAsync(string problem, string wayOut)
    {
        var before = _workspace.Snapshot();
        var result = await _host.PrepareAsync();
        AssertFailed(result.Error, problem, wayOut, before);
    }

    private async Task AssertFeaturesFailAsync(string problem, string wayOut)
    {
        var before = _workspace.Snapshot();
        var result = await _host.FeaturesAsync();
        AssertFailed(result.Error, problem, wayOut, before);
    }

    private void AssertFailed(string? error, string problem, string wayOut, IReadOnlyList<string> before)
    {
        Assert.NotNull(error);
        Assert.StartsWith(problem, error, StringComparison.Ordinal);
        Assert.Contains(wayOut, error, StringComparison.Ordinal);
        Assert.Equal(before, _workspace.Snapshot());
        Assert.Empty(_workspace.Pending());
    }

    private string PathOf(string path) => _workspace.Lake.FullPath(path);

    private void FlipBit(string path)
    {
        var bytes = File.ReadAllBytes(PathOf(path));
        bytes[bytes.Length / 2] ^= 1;
        File.WriteAllBytes(PathOf(path), bytes);
    }

    private void Change(string path, Action<JsonNode> change)
    {
        var json = JsonNode.Parse(File.ReadAllText(PathOf(path)))!;
        change(json);
        File.WriteAllText(PathOf(path), json.ToJsonString());
    }
}

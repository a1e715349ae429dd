using RecoMart.Benchmarks.Generation;
using RecoMart.Benchmarks.Measurement;
using RecoMart.Benchmarks.Peers;
using RecoMart.Tests.BatchIngestor;
using RecoMart.Tests.BatchIngestor.Transformations;

namespace RecoMart.Tests.Benchmarks;

public sealed class LayerPeerTests : IDisposable
{
    private const string AsOf = "2026-02-15T00:00:00Z";

    private readonly IngestorWorkspace _workspace = new();

    public void Dispose() => _workspace.Dispose();

    [Fact]
    public async Task By_hand_the_same_tables_come_out()
    {
        var byHand = await MakeAsync(AsOf);

        Assert.Equal(Describe(_workspace.LakePath), Describe(byHand));
        Assert.Empty(Directory.EnumerateFiles(byHand, "*_metadata.json", SearchOption.AllDirectories));
    }

    [Fact]
    public async Task Tables_of_as_many_rows_and_other_values_are_told_apart()
    {
        var byHand = await MakeAsync("2026-02-15T00:00:01Z");

        var (ours, theirs) = (Describe(_workspace.LakePath), Describe(byHand));
        Assert.Equal(ours.Select(table => (table.Table, table.Rows)), theirs.Select(table => (table.Table, table.Rows)));
        Assert.Equal(
            ["features.interactions", "features.user_features"],
            ours.Except(theirs).Select(table => table.Table));
    }

    [Fact]
    public void The_most_that_files_took_is_seen_after_they_have_gone()
    {
        var spill = _workspace.Combine("pending", "one", "spill", "block");
        Directory.CreateDirectory(Path.GetDirectoryName(spill)!);
        var watcher = new FolderWatcher(_workspace.Combine("pending"), "spill");
        using (watcher)
        {
            File.WriteAllBytes(spill, new byte[1000]);
            File.WriteAllBytes(_workspace.Combine("pending", "one", "table"), new byte[200]);
            Assert.True(SpinWait.SpinUntil(() => watcher.PeakBytes >= 1200, TimeSpan.FromSeconds(30)));
            Directory.Delete(_workspace.Combine("pending"), recursive: true);
        }

        Assert.Equal((1200, 1000), (watcher.PeakBytes, watcher.PeakBytesInSubfolders));
    }

    // The ingestor's tables into the lake, the peer's into the folder that is returned.
    private async Task<string> MakeAsync(string asOf)
    {
        SampleData.Write(_workspace.DataDir);
        using var host = new LayerHost(_workspace, ("as_of", AsOf));
        await host.MakeAllAsync();
        var byHand = _workspace.Combine("by-hand");
        LayerPeer.Run("prepared", _workspace.LakePath, byHand, asOf);
        LayerPeer.Run("features", _workspace.LakePath, byHand, asOf);
        return byHand;
    }

    private static List<(string Table, long Rows, string Sums)> Describe(string folder) =>
        [.. LayerPeer.Describe(folder).Select(table => (table.Layer, table.Rows, table.Sums))];
}

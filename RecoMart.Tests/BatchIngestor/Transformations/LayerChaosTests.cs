using System.Diagnostics;
using System.Globalization;
using RecoMart.Storage.Lake;

namespace RecoMart.Tests.BatchIngestor.Transformations;

/// <summary>kill -9 at random moments of prepare and features: 6 of them each, or 50 with RECOMART_CHAOS=full. The moments come from a fixed seed.</summary>
[Trait("Category", "Chaos")]
public sealed class LayerChaosTests : IDisposable
{
    private readonly IngestorWorkspace _workspace = new();
    private readonly Random _random = new(20260412);
    private readonly int _kills = Environment.GetEnvironmentVariable("RECOMART_CHAOS") == "full" ? 50 : 6;

    public void Dispose() => _workspace.Dispose();

    [Fact]
    public async Task Killed_at_any_moment_the_prepared_layer_is_the_old_one_or_the_new_one_in_all_tables()
    {
        WriteVersion(1);
        var whole = await MeasureAsync("ingest", "--through", "prepared");

        for (var version = 2; version < _kills + 2; version++)
        {
            var before = AgeOf();
            WriteVersion(version);
            Assert.Equal(0, (await _workspace.RunAsync("ingest")).ExitCode);
            await KillAsync(whole, "prepare");

            Assert.Contains(AgeOf(), new[] { before, version.ToString(CultureInfo.InvariantCulture) });
            var users = Find(LakeLayer.Prepared, "users").ChecksumMd5;
            var products = Find(LakeLayer.Prepared, "products").ChecksumMd5;
            Assert.Equal([users, products], Find(LakeLayer.Prepared, "transactions").Lineage!.Inputs.TakeLast(2).Select(input => input.ChecksumMd5));
        }
    }

    [Fact]
    public async Task Killed_at_any_moment_the_features_are_the_old_ones_or_the_new_ones_in_all_tables()
    {
        WriteVersion(1);
        Assert.Equal(0, (await _workspace.RunAsync("ingest", "--through", "features", "--view-weight", "1")).ExitCode);
        var whole = await MeasureAsync("features", "--view-weight", "1");

        for (var version = 2; version < _kills + 2; version++)
        {
            var before = WeightOf("interactions");
            await KillAsync(whole, "features", "--view-weight", version.ToString(CultureInfo.InvariantCulture));

            Assert.Contains(WeightOf("interactions"), new[] { before, version });
            Assert.Equal((WeightOf("interactions"), WeightOf("interactions")), (WeightOf("user_features"), WeightOf("item_features")));
        }
    }

    // Everybody has the age of the version.
    private void WriteVersion(int version) => _workspace
        .Write("users.csv", IngestorWorkspace.UserHeader + string.Concat(Enumerable.Range(1, 500).Select(user => $"{user},{version},M,Mobile\n")))
        .Write("products.json", $$"""[{"item_id":1,"price":{{version}},"category":"Toys"}]""")
        .Write("transactions.csv", IngestorWorkspace.TransactionHeader + string.Concat(Enumerable.Range(1, 5_000).Select(number =>
            $"{(number % 600) + 1},{number % 3},view,,2026-01-27T10:00:00.{number:D6}\n")));

    private async Task<TimeSpan> MeasureAsync(params string[] arguments)
    {
        var start = Stopwatch.GetTimestamp();
        Assert.Equal(0, (await _workspace.RunAsync(arguments)).ExitCode);
        return Stopwatch.GetElapsedTime(start);
    }

    private async Task KillAsync(TimeSpan whole, params string[] arguments)
    {
        using var process = IngestorProcess.Start(_workspace.Root, arguments);
        // Half of the moments from where tables are being made: most of a short run is its start.
        if (_random.Next(2) == 0)
            await process.UntilAsync(() => process.HasExited || IsPending());
        await Task.WhenAny(process.FinishAsync(), Task.Delay(whole * _random.NextDouble() / 2));
        process.Kill();
        await process.FinishAsync();

        var verified = await _workspace.RunAsync("verify", "--json");

        Assert.True(verified.ExitCode == 0, verified.Output + verified.Error);
        Assert.Empty(_workspace.Pending());
    }

    private bool IsPending()
    {
        try
        {
            return _workspace.Pending().Any();
        }
        catch (DirectoryNotFoundException)
        {
            // It was removed while we looked.
            return true;
        }
    }

    private LakeMetadata Find(LakeLayer layer, string source) =>
        Assert.Single(_workspace.Lake.List(), entry => entry.Partition.Layer == layer && entry.Partition.Source == source).Metadata;

    private string AgeOf()
    {
        using var host = new LayerHost(_workspace);
        return Assert.Single(host.Rows("prepared", "users", "user_id", "gender", "device").Distinct());
    }

    private double WeightOf(string table) => Find(LakeLayer.Features, table).Lineage!.Settings!["view_weight"];
}

using System.Globalization;

namespace RecoMart.Tests.BatchIngestor.Transformations;

/// <summary>The prepared tables and the features of random shops, against a plain implementation of the definitions.</summary>
public sealed class FeaturePropertyTests
{
    private static readonly DateTime s_asOf = new(2026, 3, 31, 0, 30, 0, DateTimeKind.Utc);

    public static TheoryData<int> Seeds => [.. Enumerable.Range(1, 15)];

    [Theory]
    [MemberData(nameof(Seeds))]
    public async Task Every_table_is_what_the_definitions_say(int seed)
    {
        using var workspace = new IngestorWorkspace();
        var shop = Shop.Random(seed, s_asOf);
        LayerHost.Write(workspace, shop);
        using var host = new LayerHost(
            workspace, ("as_of", s_asOf.ToString("o", CultureInfo.InvariantCulture)), ("half_life_days", seed % 2 == 0 ? "30" : "3.5"), ("rating_weight", seed % 3 == 0 ? "20" : "1"));
        await host.MakeAllAsync();

        var expected = new ReferenceFeatures(shop, host.Settings, s_asOf);

        Assert.Equal(expected.PreparedUsers(), host.Rows("prepared", "users"));
        Assert.Equal(expected.PreparedProducts(), host.Rows("prepared", "products"));
        Assert.Equal(expected.PreparedTransactions(), host.Rows("prepared", "transactions"));
        Assert.Equal(expected.Interactions(), host.Rows("features", "interactions", "score"));
        Assert.Equal(expected.UserFeatures(), host.Rows("features", "user_features"));
        Assert.Equal(expected.ItemFeatures(), host.Rows("features", "item_features"));
        Assert.All(expected.Scores().Zip(host.Numbers("features", "interactions", "score")), score => Assert.Equal(score.First, score.Second, 1e-7));
        Assert.Empty((await workspace.Lake.VerifyAsync(deep: true, null, CancellationToken.None)).Problems);
    }

    [Theory]
    [MemberData(nameof(Seeds))]
    public async Task What_comes_at_or_after_the_as_of_time_changes_nothing(int seed)
    {
        var shop = Shop.Random(seed, s_asOf);
        var known = shop with { Events = [.. shop.Events.Where(e => e.Time < s_asOf)] };

        var rows = await Task.WhenAll(new[] { shop, known }.Select(async world =>
        {
            using var workspace = new IngestorWorkspace();
            LayerHost.Write(workspace, world);
            using var host = new LayerHost(workspace, ("as_of", s_asOf.ToString("o", CultureInfo.InvariantCulture)));
            await host.MakeAllAsync();
            return new[] { "interactions", "user_features", "item_features" }.SelectMany(table => host.Rows("features", table)).ToList();
        }));

        Assert.Equal(rows[1], rows[0]);
    }
}

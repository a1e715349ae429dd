using System.Diagnostics;
using System.Net;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using RecoMart.Tests.BatchIngestor;
using RecoMart.Tests.BatchIngestor.Transformations;

namespace RecoMart.Tests.Api.Catalogue;

/// <summary>What the page says of layers, on a lake that the ingestor itself has made: how fresh they are, of what they consist, what they were made from.</summary>
public sealed partial class CatalogueLayersTests : IDisposable
{
    private const string Day = "2026-04-12";
    private static readonly TimeSpan s_deadline = TimeSpan.FromSeconds(60);

    private readonly IngestorWorkspace _workspace = new IngestorWorkspace().WriteCleanSources();
    private readonly LayerHost _ingestor;
    private readonly ApiFactory _api;

    public CatalogueLayersTests()
    {
        _ingestor = new LayerHost(_workspace);
        _api = new ApiFactory { Settings = new Dictionary<string, string?> { ["storage_base"] = _workspace.LakePath } };
    }

    public void Dispose()
    {
        _api.Dispose();
        _ingestor.Dispose();
        _workspace.Dispose();
    }

    [Fact]
    public async Task A_layer_that_was_not_made_yet_says_how_to_make_it()
    {
        await _ingestor.IngestAsync();

        var page = await GetAsync();

        Assert.Contains("validated 2026-04-12 ingested 2026-04-12 10:30:00 Table Rows Partitions users 2 1 snapshot", page, StringComparison.Ordinal);
        Assert.Contains("prepared – not made yet: run ./run.sh prepare.", page, StringComparison.Ordinal);
        Assert.Contains("features – not made yet: run ./run.sh features.", page, StringComparison.Ordinal);
        Assert.DoesNotContain("Lineage", page, StringComparison.Ordinal);
    }

    [Fact]
    public async Task With_a_dashboard_it_names_the_button()
    {
        await _ingestor.IngestAsync();
        using var api = new ApiFactory
        {
            Settings = new Dictionary<string, string?> { ["storage_base"] = _workspace.LakePath, ["dashboard_url"] = "http://localhost:15188" },
        };

        var page = await api.CreateClient().GetStringAsync("/");

        Assert.Contains("press <em>Build features</em> on batch-ingestor in the <a href=\"http://localhost:15188/\">dashboard</a>, or run <code>./run.sh prepare</code>", page, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Layers_made_of_what_is_there_are_up_to_date_and_show_what_went_in_and_how()
    {
        await _ingestor.MakeAllAsync();

        var html = await _api.CreateClient().GetStringAsync("/");
        var page = TextOf(html);

        Assert.Contains("prepared 2026-04-12 made 2026-04-12 10:30:00 up to date with validated", page, StringComparison.Ordinal);
        Assert.Contains("features 2026-04-12 made 2026-04-12 10:30:00 up to date with prepared", page, StringComparison.Ordinal);
        Assert.Contains("Lineage of prepared: 5 datasets, still the same", page, StringComparison.Ordinal);
        Assert.Contains("Lineage of features: 4 datasets, still the same", page, StringComparison.Ordinal);
        Assert.Contains("transactions prepared/transactions.sql by DuckDB v", page, StringComparison.Ordinal);
        Assert.Contains("; 3 rows in; 0 repeats removed; 0 of unknown users; 1 of unknown items validated/transactions/2026-04-12 3 2026-04-12 10:30:00", page, StringComparison.Ordinal);
        Assert.Contains(", as of 2026-04-12 10:30:00; 3 rows in; 0 events not before as of; view weight 1;", page, StringComparison.Ordinal);
        Assert.DoesNotContain("stale", page, StringComparison.Ordinal);
        var md5 = (string)Read("validated/transactions", "transactions_merged")["checksum_md5"]!;
        Assert.Contains($"<code title=\"{md5}\">{md5[..8]}</code>", html, StringComparison.Ordinal);
        Assert.Contains("<code title=\"validated/transactions/2026-04-12/transactions_merged.parquet\">", html, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_has_changed_below_a_layer_makes_it_stale_and_those_above_it()
    {
        await _ingestor.MakeAllAsync();
        await GetAsync();
        Edit("validated/transactions", "transactions_merged", json =>
        {
            json["checksum_md5"] = new string('0', 32);
            json["timestamp"] = "2026-04-12T12:31:00Z";
        });

        var page = await EventuallyAsync(page => page.Contains("stale", StringComparison.Ordinal));

        Assert.Contains("stale: validated transactions are 2 h newer; run ./run.sh prepare.", page, StringComparison.Ordinal);
        Assert.Contains("stale: prepared is; run ./run.sh prepare && ./run.sh features.", page, StringComparison.Ordinal);
        Assert.Contains("Lineage of prepared: 5 datasets, 1 replaced since", page, StringComparison.Ordinal);
        Assert.Contains("replaced 2026-04-12 12:31:00", page, StringComparison.Ordinal);
        Assert.Contains("Lineage of features: 4 datasets, still the same", page, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Features_alone_can_be_behind_and_an_older_file_is_another_one_too()
    {
        await _ingestor.MakeAllAsync();
        Edit("prepared/users", "users_merged", json => json["checksum_md5"] = new string('0', 32));
        Edit("prepared/products", "products", json => json["checksum_md5"] = new string('0', 32));

        var page = await GetAsync();

        Assert.Contains("up to date with validated", page, StringComparison.Ordinal);
        Assert.Contains("stale: prepared users, products are others than those it was made from; run ./run.sh features.", page, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Files_ingested_once_more_are_the_same_on_whatever_date_and_nothing_is_stale()
    {
        await _ingestor.MakeAllAsync();
        using (var nextDay = new LayerHost(_workspace, ("date", "2026-04-13")))
            await nextDay.IngestAsync();
        Edit("validated/users", "users_merged", json => json["timestamp"] = "2026-04-13T10:30:00Z", "2026-04-13");

        var page = await GetAsync();

        Assert.Contains("validated 2026-04-13 ingested 2026-04-13 10:30:00", page, StringComparison.Ordinal);
        Assert.Contains("up to date with validated", page, StringComparison.Ordinal);
        Assert.DoesNotContain("stale", page, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Incremental_partitions_are_counted_back_to_the_newest_snapshot()
    {
        await _ingestor.MakeAllAsync();
        Repeat("validated/transactions", Enumerable.Range(-2, 6));
        Edit("validated/transactions", "transactions_merged", json => json["mode"] = "snapshot", "2026-04-11");
        foreach (var date in new[] { "2026-04-12", "2026-04-13", "2026-04-14", "2026-04-15" })
            Edit("validated/transactions", "transactions_merged", json => json["mode"] = "incremental", date);
        Edit("validated/users", "users_merged", json => json["mode"] = "incremental");

        var html = await _api.CreateClient().GetStringAsync("/");

        // 2026-04-10 is a snapshot as well, and an older one.
        Assert.Contains("users 2 1 incremental products 1 1 snapshot transactions 15 1 snapshot, 4 incremental", TextOf(html), StringComparison.Ordinal);
        Assert.Contains("title=\"2026-04-11 to 2026-04-15\"", html, StringComparison.Ordinal);
        Assert.Contains("stale: validated transactions are others than those it was made from", TextOf(html), StringComparison.Ordinal);

        Assert.Null((await _ingestor.PrepareAsync()).Error);
        var page = await EventuallyAsync(page => page.Contains("up to date with validated", StringComparison.Ordinal));
        Assert.Contains("Lineage of prepared: 9 datasets, still the same", page, StringComparison.Ordinal);
        Assert.Contains("; 15 rows in; 12 repeats removed;", page, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_input_that_is_gone_or_can_not_be_read_is_told_of()
    {
        await _ingestor.MakeAllAsync();
        Directory.Delete(Path.Combine(_workspace.LakePath, "validated", "users"), recursive: true);
        await File.WriteAllTextAsync(PathOf("validated/products", "products", Day), "{");

        var page = await GetAsync();

        Assert.Contains("Lineage of prepared: 5 datasets, 1 gone, 1 unreadable", page, StringComparison.Ordinal);
        Assert.Contains("validated/users/2026-04-12 2 2026-04-12 10:30:00", page, StringComparison.Ordinal);
        Assert.Single(Regex.Matches(page, "validated/products/2026-04-12/products_metadata.json can't be read:"));
    }

    [Fact]
    public async Task What_a_lineage_says_stays_text_and_leads_nowhere_but_into_the_lake()
    {
        await _ingestor.MakeAllAsync();
        // What it would find there is a metadata file that can't be read, and would be told of.
        Directory.CreateDirectory(Path.Combine(_workspace.LakePath, Day));
        await File.WriteAllTextAsync(Path.Combine(_workspace.LakePath, Day, "x_metadata.json"), "{");
        string[] paths = ["validated/../../x.parquet", "validated/users/../../x.parquet", "../../../x.parquet", "raw/../2026-04-12/x.parquet", "", "<b>/users", $"{new string('x', 10_000)}/x"];
        Edit("features/interactions", "interactions", json =>
        {
            json["lineage"]!["sql"] = "<script>alert(1)</script>";
            json["lineage"]!["engine"] = "<img src=x onerror=alert(2)>";
            json["lineage"]!["counts"]!["<i>"] = 7;
            json["lineage"]!["settings"]!["<u>"] = 1e300;
            json["lineage"]!["inputs"] = new JsonArray([
                null,
                new JsonObject { ["record_count"] = 1 },
                .. paths.Select(path => new JsonObject { ["path"] = path, ["checksum_md5"] = "\"><s>", ["record_count"] = -1, ["timestamp"] = "0001-01-01T00:00:00Z" }),
            ]);
        });

        var html = await _api.CreateClient().GetStringAsync("/");

        foreach (var tag in new[] { "<script>alert", "<img src=x", "<i>", "<u>", "<s>", "<b>" })
            Assert.DoesNotContain(tag, html, StringComparison.Ordinal);
        var page = TextOf(html);
        Assert.Contains("<script>alert(1)</script> by <img src=x onerror=alert(2)>", page, StringComparison.Ordinal);
        Assert.Contains($"{paths.Length} gone", page, StringComparison.Ordinal);
        Assert.DoesNotContain("be read:", page, StringComparison.Ordinal);
        Assert.DoesNotContain(new string('x', 200), html, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_lake_of_a_thousand_incremental_partitions_costs_a_request_little()
    {
        await _ingestor.IngestAsync();
        Repeat("validated/transactions", Enumerable.Range(-999, 999));
        foreach (var folder in Directory.EnumerateDirectories(Path.Combine(_workspace.LakePath, "validated", "transactions")))
            Edit("validated/transactions", "transactions_merged", json => json["mode"] = "incremental", Path.GetFileName(folder));
        Assert.Null((await _ingestor.PrepareAsync()).Error);
        Assert.Null((await _ingestor.FeaturesAsync()).Error);

        var page = await GetAsync();
        var best = TimeSpan.MaxValue;
        // The lake is looked at once a second: here for each page.
        using var fresh = new ApiFactory
        {
            Settings = new Dictionary<string, string?> { ["storage_base"] = _workspace.LakePath },
            Time = new LeapingClock(),
        };
        using var eager = fresh.CreateClient();
        for (var i = 0; i < 20; i++)
        {
            var watch = Stopwatch.StartNew();
            await eager.GetStringAsync("/");
            best = watch.Elapsed < best ? watch.Elapsed : best;
        }

        Assert.Contains("transactions 3,000 1,000 incremental", page, StringComparison.Ordinal);
        Assert.Contains("Lineage of prepared: 1,004 datasets, still the same", page, StringComparison.Ordinal);
        Assert.Contains("older datasets, still the same", page, StringComparison.Ordinal);
        Assert.True(page.Length < 20_000, $"{page.Length} characters");
        Assert.True(best < TimeSpan.FromMilliseconds(50), $"{best.TotalMilliseconds} ms");
    }

    private async Task<string> GetAsync()
    {
        using var client = _api.CreateClient();
        return TextOf(await client.GetStringAsync("/"));
    }

    private async Task<string> EventuallyAsync(Func<string, bool> condition)
    {
        var watch = Stopwatch.StartNew();
        while (true)
        {
            var page = await GetAsync();
            if (condition(page))
                return page;
            Assert.True(watch.Elapsed < s_deadline, page);
            await Task.Delay(100);
        }
    }

    // As somebody reads it.
    private static string TextOf(string html) => Space().Replace(WebUtility.HtmlDecode(Tag().Replace(InlineTag().Replace(html, ""), " ")), " ");

    private JsonNode Read(string folder, string name) => JsonNode.Parse(File.ReadAllText(PathOf(folder, name, Day)))!;

    private void Edit(string folder, string name, Action<JsonNode> edit, string date = Day)
    {
        var path = PathOf(folder, name, date);
        var json = JsonNode.Parse(File.ReadAllText(path))!;
        edit(json);
        File.WriteAllText(path, json.ToJsonString());
    }

    private string PathOf(string folder, string name, string date) => Path.Combine(_workspace.LakePath, folder, date, $"{name}_metadata.json");

    private void Repeat(string folder, IEnumerable<int> days)
    {
        var path = Path.Combine(_workspace.LakePath, folder);
        foreach (var day in days.Where(day => day != 0))
        {
            var copy = Directory.CreateDirectory(Path.Combine(path, $"{DateOnly.Parse(Day, System.Globalization.CultureInfo.InvariantCulture).AddDays(day):yyyy-MM-dd}"));
            foreach (var file in Directory.EnumerateFiles(Path.Combine(path, Day)))
                File.Copy(file, Path.Combine(copy.FullName, Path.GetFileName(file)));
        }
    }

    [GeneratedRegex(@"</?(a|code|em|span|time|wbr)(\s[^>]*)?>")]
    private static partial Regex InlineTag();

    [GeneratedRegex("<[^>]*>")]
    private static partial Regex Tag();

    [GeneratedRegex(@"\s+")]
    private static partial Regex Space();

    // Each look at it is two seconds after the one before.
    private sealed class LeapingClock : TimeProvider
    {
        private long _seconds;

        public override long TimestampFrequency => 1;

        public override long GetTimestamp() => Interlocked.Add(ref _seconds, 2);
    }
}

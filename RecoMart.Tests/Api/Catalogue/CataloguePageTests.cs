using System.Diagnostics;
using System.Net;
using RecoMart.Messaging;
using RecoMart.Storage.Contract;

namespace RecoMart.Tests.Api.Catalogue;

/// <summary>What the page says, as the server sends it.</summary>
public sealed class CataloguePageTests : IDisposable
{
    private const string User = """{"user_id": 1001, "age": 25, "gender": "F", "device": "Mobile"}""";
    private static readonly TimeSpan s_deadline = TimeSpan.FromSeconds(60);

    private readonly ApiFactory _api = new();

    public void Dispose() => _api.Dispose();

    [Fact]
    public async Task Where_nothing_has_come_it_says_what_to_do()
    {
        using var client = _api.CreateClient();

        var page = await GetAsync("/");

        Assert.Contains("No events yet.", page, StringComparison.Ordinal);
        Assert.Contains($"curl -X POST {client.BaseAddress!.GetLeftPart(UriPartial.Authority)}/users", page, StringComparison.Ordinal);
        Assert.Contains("Nothing ingested yet.", page, StringComparison.Ordinal);
        Assert.Contains("./run.sh ingest", page, StringComparison.Ordinal);
        Assert.False(Directory.Exists(_api.LakePath)); // it changes nothing
    }

    [Fact]
    public async Task A_lake_is_shown_with_its_datasets_quality_and_quarantined_rows()
    {
        await CatalogueLake.FillAsync(_api.LakePath);

        var page = await EventuallyAsync("/", page => Count(page, "mark good") == 6);

        foreach (var text in new[] { "users", "transactions", "raw", "validated", "quarantine", "2026-01-27" })
            Assert.Contains(text, page, StringComparison.Ordinal);
        Assert.DoesNotContain("being verified", page, StringComparison.Ordinal);
        Assert.Contains("2 of 4 rows valid on", page, StringComparison.Ordinal);
        Assert.Contains("2026-01-27: 2 validated, 2 quarantined</title>", page, StringComparison.Ordinal);
        Assert.Contains("3 rows not taken on 2026-01-27", page, StringComparison.Ordinal);
        Assert.Contains("x,30,F,Desktop", page, StringComparison.Ordinal);
        Assert.Contains("2,10,stare,,2026-01-27T11:00:00", page, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_file_that_is_not_what_was_written_is_told_of_loudly()
    {
        await CatalogueLake.FillAsync(_api.LakePath);
        var file = Path.Combine(_api.LakePath, "validated/users/2026-01-27/users_merged.parquet");
        var content = await File.ReadAllBytesAsync(file);
        content[^20] ^= 1;
        await File.WriteAllBytesAsync(file, content);

        var page = await EventuallyAsync("/", page => page.Contains("Not what was written:", StringComparison.Ordinal));

        Assert.Contains("<code>validated/users/2026-01-27/users_merged.parquet</code> has the MD5", page, StringComparison.Ordinal);
        Assert.Contains(_api.Logs.Lines, line => line.StartsWith("Error: validated/users/2026-01-27/users_merged.parquet has the MD5", StringComparison.Ordinal));

        await CatalogueLake.FillAsync(_api.LakePath);
        await EventuallyAsync("/", page => Count(page, "mark good") == 6 && !page.Contains("Not what was written", StringComparison.Ordinal));
    }

    [Fact]
    public async Task What_is_in_the_data_stays_text()
    {
        const string hostile = "\"<script>alert('x')</script><img src=x onerror=alert(1)>\u202Egnp\u0007\u001b[31m&amp;\"";
        await CatalogueLake.IngestAsync(
            _api.LakePath, SourceContract.Users, $"{hostile},30,F,Desktop\n", 0, 1, CatalogueLake.Date, "users<b onclick=x>&'.csv");

        var page = await EventuallyAsync("/", page => page.Contains("onerror=alert(1)", StringComparison.Ordinal));

        Assert.DoesNotContain("<script>alert", page, StringComparison.Ordinal);
        Assert.DoesNotContain("<img src=x", page, StringComparison.Ordinal);
        Assert.DoesNotContain("<b onclick", page, StringComparison.Ordinal);
        Assert.DoesNotContain('\u202E', page);
        Assert.DoesNotContain('\u001b', page);
        Assert.DoesNotContain("&#x202E;", page, StringComparison.OrdinalIgnoreCase);
        Assert.DoesNotContain("&#x1B;", page, StringComparison.OrdinalIgnoreCase);
        Assert.Contains("\\u202egnp\\u0007\\u001b[31m", page, StringComparison.Ordinal);
        Assert.Contains("&amp;amp;", page, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Figures_move_with_events()
    {
        _api.Log.Backlog = topic => Task.FromResult(topic switch
        {
            EventTopics.Transactions => 1234L,
            "recomart-users-dlq" => 2L,
            _ => 0L,
        });

        Assert.Equal(201, (await _api.PostAsync("/users", User)).Status);
        Assert.Equal(422, (await _api.PostAsync("/users", """{"user_id": 1, "age": -1, "gender": "F", "device": "Mobile"}""")).Status);
        Assert.Equal(200, (await _api.PostAsync("/internal/ingest-user", User, key: ApiFactory.Key)).Status);

        var flow = await GetAsync("/catalogue/flow");
        Assert.Equal("1", Figure(flow, "accepted"));
        Assert.Equal("1", Figure(flow, "rejected users"));
        Assert.Equal("1", Figure(flow, "staged"));
        Assert.Equal("1,234", Figure(flow, "waiting"));
        Assert.Equal("0", Figure(flow, "waiting users"));
        Assert.Equal("2", Figure(flow, "dead-letters"));
        Assert.DoesNotContain("No events yet", flow, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Without_the_event_log_the_page_comes_and_says_so()
    {
        _api.Log.OutOfReach = "No broker answers.";

        var page = await GetAsync("/");

        Assert.Contains("The event log is out of reach.</strong> No broker answers.", page, StringComparison.Ordinal);
        Assert.Equal("–", WebUtility.HtmlDecode(Figure(page, "waiting")));
        Assert.Equal("0", Figure(page, "accepted"));
    }

    [Fact]
    public async Task Nobody_waits_for_an_event_log_that_does_not_answer()
    {
        var answer = new TaskCompletionSource<long>();
        _api.Log.Backlog = _ => answer.Task;

        Assert.Contains("The event log has not answered yet.", await GetAsync("/").WaitAsync(s_deadline), StringComparison.Ordinal);

        answer.SetResult(7);
        await EventuallyAsync("/catalogue/flow", flow => Figure(flow, "waiting") == "14");
    }

    [Fact]
    public async Task Many_who_look_cost_the_event_log_one_question()
    {
        var asked = 0;
        var answer = new TaskCompletionSource<long>();
        _api.Log.Backlog = topic =>
        {
            if (topic == EventTopics.Users)
                Interlocked.Increment(ref asked);
            return answer.Task;
        };
        using var client = _api.CreateClient();

        var pages = Enumerable.Range(0, 50).Select(_ => client.GetStringAsync("/catalogue/flow")).ToList();
        answer.SetResult(1);
        await Task.WhenAll(pages);

        Assert.InRange(asked, 1, 1 + (int)s_deadline.TotalSeconds);
        Assert.True(asked < 50);
    }

    [Fact]
    public async Task Of_a_thousand_partitions_only_the_newest_are_read()
    {
        await CatalogueLake.FillAsync(_api.LakePath);
        CatalogueLake.Repeat(_api.LakePath, CatalogueLake.Date, Enumerable.Range(1, 166).Select(day => CatalogueLake.Date.AddDays(-day)));
        // Whoever opens one of these says so.
        foreach (var old in Directory.EnumerateFiles(_api.LakePath, "*_metadata.json", SearchOption.AllDirectories).Where(path => string.CompareOrdinal(
            Path.GetFileName(Path.GetDirectoryName(path)), $"{CatalogueLake.Date.AddDays(-30):yyyy-MM-dd}") <= 0))
            await File.WriteAllTextAsync(old, "not JSON");

        var page = await GetAsync("/");
        var best = TimeSpan.MaxValue;
        for (var i = 0; i < 20; i++)
        {
            var watch = Stopwatch.StartNew();
            await GetAsync("/");
            best = watch.Elapsed < best ? watch.Elapsed : best;
        }

        Assert.DoesNotContain("be read:", page, StringComparison.Ordinal);
        Assert.Contains("… and 942 older partitions", WebUtility.HtmlDecode(page), StringComparison.Ordinal); // 1,002 less those of ten dates
        Assert.Contains("30 dates as a table", page, StringComparison.Ordinal);
        Assert.True(best < TimeSpan.FromMilliseconds(50), $"{best.TotalMilliseconds} ms");
    }

    [Fact]
    public async Task Metadata_that_can_not_be_read_is_named_and_the_rest_is_shown()
    {
        await CatalogueLake.FillAsync(_api.LakePath);
        await File.WriteAllTextAsync(Path.Combine(_api.LakePath, "raw/users/2026-01-27/users_merged_metadata.json"), "{<b>");

        var page = await GetAsync("/");

        Assert.Contains("<code>raw/users/2026-01-27/users_merged_metadata.json</code> can&#x27;t be read:", page, StringComparison.Ordinal);
        Assert.Equal(5, Count(page, "class=\"mark"));
    }

    private async Task<string> GetAsync(string path)
    {
        using var client = _api.CreateClient();
        return await client.GetStringAsync(path);
    }

    private async Task<string> EventuallyAsync(string path, Func<string, bool> condition)
    {
        var watch = Stopwatch.StartNew();
        while (true)
        {
            var page = await GetAsync(path);
            if (condition(page))
                return page;
            Assert.True(watch.Elapsed < s_deadline, page);
            await Task.Delay(100);
        }
    }

    private static int Count(string page, string text) => page.Split(text).Length - 1;

    private static string Figure(string page, string name)
    {
        var start = page.IndexOf($"data-figure=\"{name}\">", StringComparison.Ordinal);
        Assert.True(start >= 0, $"no figure {name} in {page}");
        start = page.IndexOf('>', start) + 1;
        return page[start..page.IndexOf('<', start)];
    }
}

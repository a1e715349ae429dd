using System.Collections.Concurrent;
using System.Globalization;
using PuppeteerSharp;
using RecoMart.Messaging;
using RecoMart.Tests.BatchIngestor;
using RecoMart.Tests.BatchIngestor.Transformations;

namespace RecoMart.Tests.Api.Catalogue;

/// <summary>The page in a real browser. Where <c>RECOMART_SCREENSHOTS</c> names a folder, pictures of it are left there.</summary>
public sealed class CatalogueBrowserTests : IAsyncLifetime, IDisposable
{
    private const string User = """{"user_id": 1001, "age": 25, "gender": "F", "device": "Mobile"}""";
    private const int Deadline = 60_000;

    private readonly ApiFactory _api = new() { Settings = new Dictionary<string, string?> { ["dashboard_url"] = "http://localhost:15188" } };
    private readonly ConcurrentQueue<string> _complaints = [];
    private IBrowser? _browser;

    public Task InitializeAsync() => Task.CompletedTask;

    public async Task DisposeAsync()
    {
        if (_browser is not null)
            await _browser.DisposeAsync();
    }

    public void Dispose() => _api.Dispose();

    [SkippableFact]
    public async Task Figures_and_lake_move_while_somebody_looks_and_the_browser_has_nothing_to_complain_of()
    {
        await using var page = await OpenAsync();
        await ShootAsync(page, "empty-light");
        Assert.Equal("0", await FigureAsync(page, "accepted"));

        await _api.PostAsync("/users", User);
        await WaitAsync(page, "document.querySelector('[data-figure=accepted]').textContent === '1'");

        await CatalogueLake.FillAsync(_api.LakePath);
        await WaitAsync(page, "document.querySelectorAll('.mark.good').length === 6");

        // A table that somebody has opened stays open while the rest moves.
        await page.ClickAsync("#quality-users summary");
        await CatalogueLake.FillAsync(_api.LakePath, CatalogueLake.Date.AddDays(1));
        await WaitAsync(page, "document.querySelectorAll('.mark.good').length === 12");
        Assert.True(await page.EvaluateExpressionAsync<bool>("document.getElementById('quality-users').open"));
        Assert.Empty(_complaints);
    }

    [SkippableFact]
    public async Task Where_the_API_goes_away_the_page_says_so_until_it_is_back()
    {
        await using var page = await OpenAsync();

        await page.SetOfflineModeAsync(true);
        await WaitAsync(page, "!document.getElementById('offline').hidden");
        await page.SetOfflineModeAsync(false);
        await WaitAsync(page, "document.getElementById('offline').hidden");
    }

    [SkippableFact]
    public async Task Without_scripts_everything_is_there_and_the_page_is_read_anew()
    {
        await CatalogueLake.FillAsync(_api.LakePath);
        await using var page = await NewPageAsync();
        await page.SetJavaScriptEnabledAsync(false);
        await page.GoToAsync(_api.CreateClient().BaseAddress!.ToString());

        Assert.Equal("0", await FigureAsync(page, "accepted"));
        Assert.Equal(6, (await page.QuerySelectorAllAsync(".mark")).Length);
        Assert.NotNull(await page.QuerySelectorAsync("svg.chart"));
        var again = new TaskCompletionSource();
        page.Request += (_, request) =>
        {
            if (request.Request.IsNavigationRequest)
                again.TrySetResult();
        };
        await again.Task.WaitAsync(TimeSpan.FromMilliseconds(Deadline));
        Assert.Empty(_complaints);
    }

    [SkippableTheory]
    [InlineData(375, false)]
    [InlineData(375, true)]
    [InlineData(768, false)]
    [InlineData(1280, false)]
    [InlineData(1280, true)]
    public async Task It_fits_every_width_and_can_be_read_in_both_schemes(int width, bool dark)
    {
        await FillAsync();
        await using var page = await OpenAsync(width, dark);
        await WaitAsync(page, "document.querySelectorAll('.mark.good').length > 17 && document.querySelectorAll('.rows tbody tr').length > 0");
        await page.ClickAsync("#lineage-prepared summary");
        await page.ClickAsync("#lineage-features summary");
        await ShootAsync(page, string.Create(CultureInfo.InvariantCulture, $"{width}-{(dark ? "dark" : "light")}"));

        Assert.Equal(width, await page.EvaluateExpressionAsync<int>("document.documentElement.scrollWidth"));
        Assert.Equal("", await page.EvaluateExpressionAsync<string>(TooFaint));
        Assert.Equal(dark, await page.EvaluateExpressionAsync<bool>("getComputedStyle(document.body).backgroundColor.match(/\\d+/)[0] < 128"));
        Assert.Empty(_complaints);
    }

    [SkippableFact]
    public async Task Markup_in_the_data_is_not_run()
    {
        const string hostile = "\"<img src=x onerror=document.title='run'><script>document.title='run'</script>\"";
        await CatalogueLake.IngestAsync(
            _api.LakePath, RecoMart.Storage.Contract.SourceContract.Users, $"{hostile},30,F,Desktop\n", 0, 1, CatalogueLake.Date, "users<b>'.csv");
        await using var page = await OpenAsync();
        await WaitAsync(page, "document.querySelector('.raw')?.textContent.includes('<img src=x')");

        Assert.Equal("RecoMart catalogue", await page.GetTitleAsync());
        Assert.Empty(await page.QuerySelectorAllAsync("main img, main script, main b"));
        Assert.Empty(_complaints);
    }

    // WCAG's contrast of every text with what is behind it: 4.5 to 1.
    private const string TooFaint = """
        (() => {
            const parse = (color) => color.match(/[\d.]+/g).map(Number);
            const light = (color) => {
                const [r, g, b] = color.slice(0, 3).map((c) => (c /= 255) <= 0.03928 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4);
                return 0.2126 * r + 0.7152 * g + 0.0722 * b;
            };
            const behind = (element) => {
                for (; element; element = element.parentElement) {
                    const color = parse(getComputedStyle(element).backgroundColor);
                    if (color.length < 4 || color[3] > 0) return color;
                }
                return [255, 255, 255];
            };
            const faint = [];
            for (const element of document.querySelectorAll("body *")) {
                const hasText = [...element.childNodes].some((node) => node.nodeType === 3 && node.textContent.trim());
                if (!hasText || !element.checkVisibility() || element.closest("svg")) continue;
                const [a, b] = [light(parse(getComputedStyle(element).color)), light(behind(element))];
                const contrast = (Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05);
                if (contrast < 4.5) faint.push(`${element.tagName}.${element.className} ${contrast.toFixed(2)}`);
            }
            return [...new Set(faint)].join(", ");
        })()
        """;

    private async Task FillAsync()
    {
        using (var workspace = new IngestorWorkspace().WriteCleanSources())
        using (var ingestor = new LayerHost(workspace))
        {
            await ingestor.MakeAllAsync();
            // One of what the prepared layer was made from is another one now.
            Directory.Delete(Path.Combine(workspace.LakePath, "validated", "users"), recursive: true);
            // The newest of it is what is shown, and these rows are all right.
            Directory.Delete(Path.Combine(workspace.LakePath, "quarantine"), recursive: true);
            Directory.Move(workspace.LakePath, _api.LakePath);
        }
        await CatalogueLake.FillAsync(_api.LakePath);
        CatalogueLake.Repeat(_api.LakePath, CatalogueLake.Date, Enumerable.Range(1, 12).Select(day => CatalogueLake.Date.AddDays(-day)));
        _api.Log.Backlog = topic => Task.FromResult(topic == EventTopics.DeadLettersOf(EventTopics.Users) ? 3L : 0L);
        for (var i = 0; i < 5; i++)
            await _api.PostAsync("/users", User);
    }

    private async Task<IPage> OpenAsync(int width = 1280, bool dark = false)
    {
        var page = await NewPageAsync();
        await page.SetViewportAsync(new ViewPortOptions { Width = width, Height = 800, IsMobile = width < 600, HasTouch = width < 600, DeviceScaleFactor = width < 600 ? 2 : 1 });
        await page.EmulateMediaFeaturesAsync([new MediaFeatureValue { MediaFeature = MediaFeature.PrefersColorScheme, Value = dark ? "dark" : "light" }]);
        await page.GoToAsync(_api.CreateClient().BaseAddress!.ToString());
        return page;
    }

    private async Task<IPage> NewPageAsync()
    {
        _browser = await Chromium.StartAsync();
        var page = await _browser.NewPageAsync();
        page.Console += (_, message) => _complaints.Enqueue(message.Message.Text);
        page.PageError += (_, error) => _complaints.Enqueue(error.Message);
        page.RequestFailed += (_, failed) => _complaints.Enqueue($"{failed.Request.Url} failed");
        return page;
    }

    private static async Task WaitAsync(IPage page, string condition) =>
        await page.WaitForExpressionAsync(condition, new WaitForFunctionOptions { Timeout = Deadline });

    private static async Task<string> FigureAsync(IPage page, string name) =>
        await (await page.QuerySelectorAsync($"[data-figure=\"{name}\"]")).EvaluateFunctionAsync<string>("figure => figure.textContent");

    private static async Task ShootAsync(IPage page, string name)
    {
        if (Environment.GetEnvironmentVariable("RECOMART_SCREENSHOTS") is { Length: > 0 } folder)
        {
            Directory.CreateDirectory(folder);
            await page.ScreenshotAsync(Path.Combine(folder, $"catalogue-{name}.png"), new ScreenshotOptions { FullPage = true });
        }
    }
}

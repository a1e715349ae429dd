using System.Collections.Concurrent;
using System.Diagnostics;
using System.Net;
using System.Text.RegularExpressions;
using Microsoft.Extensions.Configuration;
using RecoMart.Api.Catalogue;
using RecoMart.ServiceDefaults;

namespace RecoMart.Tests.Api.Catalogue;

/// <summary>How the page is served.</summary>
public sealed partial class CatalogueEndpointsTests
{
    [Theory]
    [InlineData("/")]
    [InlineData("/catalogue/flow")]
    [InlineData("/catalogue/lake")]
    public async Task Browsers_are_told_to_load_nothing_from_elsewhere(string path)
    {
        using var api = new ApiFactory();
        using var response = await api.CreateClient().GetAsync(path);

        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        var policy = Assert.Single(response.Headers.GetValues("Content-Security-Policy"));
        Assert.StartsWith("default-src 'none'; ", policy, StringComparison.Ordinal);
        Assert.Contains("frame-ancestors 'none'", policy, StringComparison.Ordinal);
        Assert.DoesNotContain("unsafe", policy, StringComparison.Ordinal);
        Assert.Equal("nosniff", Assert.Single(response.Headers.GetValues("X-Content-Type-Options")));
        Assert.Equal("no-referrer", Assert.Single(response.Headers.GetValues("Referrer-Policy")));
        Assert.True(response.Headers.CacheControl!.NoStore);
    }

    [Fact]
    public async Task Its_files_are_kept_by_browsers_for_ever_under_a_name_with_their_hash()
    {
        using var api = new ApiFactory();
        using var client = api.CreateClient();
        var files = AssetPath().Matches(await client.GetStringAsync("/")).Select(match => match.Value).Distinct().ToList();

        Assert.Equal(["catalogue.css", "catalogue.js", "icon.svg"], files.Select(file => Path.GetFileName(file)).Order());
        foreach (var file in files)
        {
            using var response = await client.GetAsync(file);
            Assert.Equal(HttpStatusCode.OK, response.StatusCode);
            Assert.Equal(TimeSpan.FromDays(365), response.Headers.CacheControl!.MaxAge);
            Assert.NotEmpty(await response.Content.ReadAsByteArrayAsync());
        }
    }

    [Theory]
    [InlineData("HEAD", HttpStatusCode.OK)]
    [InlineData("POST", HttpStatusCode.MethodNotAllowed)]
    [InlineData("DELETE", HttpStatusCode.MethodNotAllowed)]
    public async Task It_can_only_be_looked_at(string method, HttpStatusCode expected)
    {
        using var api = new ApiFactory();
        using var request = new HttpRequestMessage(new HttpMethod(method), "/");
        using var response = await api.CreateClient().SendAsync(request);

        Assert.Equal(expected, response.StatusCode);
    }

    [Fact]
    public async Task Looking_makes_no_traces_and_no_log_lines()
    {
        var spans = new ConcurrentQueue<string>();
        using var listener = new ActivityListener
        {
            ShouldListenTo = source => source.Name == "Microsoft.AspNetCore",
            ActivityStopped = activity =>
            {
                if (activity.Recorded)
                    spans.Enqueue((string)activity.GetTagItem("url.path")!);
            },
        };
        ActivitySource.AddActivityListener(listener);
        // Without somebody to send traces to, there would be none at all.
        using var api = new ApiFactory
        {
            Settings = new Dictionary<string, string?>
            {
                ["OTEL_EXPORTER_OTLP_ENDPOINT"] = "http://127.0.0.1:1",
                ["OTEL_EXPORTER_OTLP_PROTOCOL"] = "http/protobuf",
            },
        };
        using var client = api.CreateClient();
        await client.GetStringAsync("/openapi/v1.json");
        var lines = api.Logs.Lines.Count(IsWorthALine);

        foreach (var path in new[] { "/", "/catalogue/flow", "/catalogue/lake" })
            await client.GetStringAsync(path);

        Assert.Contains("/openapi/v1.json", spans);
        Assert.DoesNotContain(spans, path => path is "/" || path.StartsWith("/catalogue", StringComparison.Ordinal));
        Assert.Equal(lines, api.Logs.Lines.Count(IsWorthALine));

        static bool IsWorthALine(string line) => !line.StartsWith("Debug", StringComparison.Ordinal) && !line.StartsWith("Trace", StringComparison.Ordinal);
    }

    [Fact]
    public async Task Switched_off_it_is_not_there_and_the_reference_takes_its_place()
    {
        using var api = new ApiFactory { Settings = new Dictionary<string, string?> { ["catalogue_page"] = "false" } };
        using var client = new HttpClient(new HttpClientHandler { AllowAutoRedirect = false }) { BaseAddress = api.CreateClient().BaseAddress };

        using var root = await client.GetAsync("/");
        using var lake = await client.GetAsync("/catalogue/lake");

        Assert.Equal("/scalar", root.Headers.Location?.OriginalString);
        Assert.Equal(HttpStatusCode.NotFound, lake.StatusCode);
    }

    [Theory]
    [InlineData("catalogue_page", "no", "give true or false")]
    [InlineData("dashboard_url", "javascript:alert(1)", "such as http://localhost:15188")]
    [InlineData("dashboard_url", "localhost", "such as http://localhost:15188")]
    public void A_setting_that_can_not_be_used_is_named_with_one_that_can(string name, string value, string advice)
    {
        var configuration = new ConfigurationBuilder().AddInMemoryCollection([KeyValuePair.Create<string, string?>(name, value)]).Build();

        var exception = Assert.Throws<InvalidSettingException>(() => CatalogueSettings.Read(configuration));

        Assert.StartsWith($"The setting {name} (environment variable RECOMART_{name.ToUpperInvariant()}) is '{value}'", exception.Message, StringComparison.Ordinal);
        Assert.Contains(advice, exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_dashboard_is_linked_where_it_is_known()
    {
        using var api = new ApiFactory { Settings = new Dictionary<string, string?> { ["dashboard_url"] = "http://localhost:15188" } };

        Assert.Contains("<a href=\"http://localhost:15188/\">Dashboard</a>", await api.CreateClient().GetStringAsync("/"), StringComparison.Ordinal);
    }

    [GeneratedRegex("/catalogue/[0-9a-f]{12}/[a-z.]+")]
    private static partial Regex AssetPath();
}

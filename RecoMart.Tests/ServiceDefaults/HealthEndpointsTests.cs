using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Logging;
using RecoMart.ServiceDefaults;

namespace RecoMart.Tests.ServiceDefaults;

public class HealthEndpointsTests
{
    [Theory]
    [InlineData("/health")]
    [InlineData("/alive")]
    public async Task A_healthy_service_answers_200_and_nothing_but_its_status(string path)
    {
        await using var app = await StartAsync(_ => { });

        var (status, body) = await GetAsync(app, path);

        Assert.Equal(HttpStatusCode.OK, status);
        Assert.Equal("""{"status":"healthy"}""", body);
    }

    [Fact]
    public async Task An_unhealthy_service_answers_503_and_names_the_failed_checks_with_their_reasons()
    {
        await using var app = await StartAsync(checks => checks
            .AddCheck("event-log", () => HealthCheckResult.Unhealthy("no broker answers"))
            .AddCheck("disk", () => throw new IOException("read-only"))
            .AddCheck("slow", () => HealthCheckResult.Degraded("takes its time")));

        var (status, body) = await GetAsync(app, "/health");

        Assert.Equal(HttpStatusCode.ServiceUnavailable, status);
        Assert.Equal("""{"status":"unhealthy","checks":{"event-log":"no broker answers","disk":"read-only"}}""", body);
    }

    [Fact]
    public async Task Alive_does_not_ask_the_checks_of_what_the_service_depends_on()
    {
        await using var app = await StartAsync(checks => checks.AddCheck("event-log", () => HealthCheckResult.Unhealthy()));

        var (status, body) = await GetAsync(app, "/alive");

        Assert.Equal(HttpStatusCode.OK, status);
        Assert.Equal("""{"status":"healthy"}""", body);
    }

    private static async Task<WebApplication> StartAsync(Action<IHealthChecksBuilder> addChecks)
    {
        var builder = WebApplication.CreateBuilder();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.AddServiceDefaults();
        builder.Logging.ClearProviders();
        addChecks(builder.Services.AddHealthChecks());
        var app = builder.Build();
        app.MapDefaultEndpoints();
        await app.StartAsync();
        return app;
    }

    private static async Task<(HttpStatusCode Status, string Body)> GetAsync(WebApplication app, string path)
    {
        using var client = new HttpClient { BaseAddress = new Uri(app.Urls.Single()), Timeout = TimeSpan.FromSeconds(30) };
        using var response = await client.GetAsync(new Uri(path, UriKind.Relative));
        return (response.StatusCode, await response.Content.ReadAsStringAsync());
    }
}

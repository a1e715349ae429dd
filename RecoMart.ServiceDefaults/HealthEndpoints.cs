using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Diagnostics.HealthChecks;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Hosting;

namespace RecoMart.ServiceDefaults;

/// <summary>The health endpoints of a RecoMart service.</summary>
public static class HealthEndpoints
{
    internal const string HealthPath = "/health";
    internal const string AlivePath = "/alive";

    private const string LiveTag = "live";

    private static readonly HttpMethodMetadata s_methods = new([HttpMethods.Get, HttpMethods.Head]);

    /// <summary>
    /// Maps <c>/health</c> (every check: can this service do its work?) and <c>/alive</c> (the process alone: should it be
    /// restarted?), in every environment. They answer 200 <c>{"status":"healthy"}</c> or 503
    /// <c>{"status":"unhealthy","checks":{"name":"reason"}}</c> with the checks that failed.
    /// </summary>
    /// <returns>The same <paramref name="app"/>.</returns>
    public static WebApplication MapDefaultEndpoints(this WebApplication app)
    {
        app.MapHealthChecks(HealthPath, new HealthCheckOptions { ResponseWriter = WriteAsync }).WithMetadata(s_methods);
        app.MapHealthChecks(AlivePath, new HealthCheckOptions
        {
            Predicate = check => check.Tags.Contains(LiveTag),
            ResponseWriter = WriteAsync,
        }).WithMetadata(s_methods);
        return app;
    }

    internal static void AddDefaultHealthChecks(this IHostApplicationBuilder builder)
    {
        builder.Services.AddHealthChecks().AddCheck("self", () => HealthCheckResult.Healthy(), [LiveTag]);
        builder.Services.AddUntracedPath(HealthPath).AddUntracedPath(AlivePath);
    }

    // A degraded service still does its work: it answers 200, so it is called healthy.
    private static Task WriteAsync(HttpContext context, HealthReport report) =>
        context.Response.WriteAsJsonAsync(
            report.Status == HealthStatus.Unhealthy ? new HealthAnswer("unhealthy", Failures(report)) : new HealthAnswer("healthy", null),
            HealthJson.Default.HealthAnswer);

    private static Dictionary<string, string> Failures(HealthReport report) => report.Entries
        .Where(entry => entry.Value.Status == HealthStatus.Unhealthy)
        .ToDictionary(entry => entry.Key, entry => entry.Value.Description ?? entry.Value.Exception?.Message ?? "unhealthy");
}

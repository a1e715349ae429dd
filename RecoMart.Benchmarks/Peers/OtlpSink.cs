using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace RecoMart.Benchmarks.Peers;

/// <summary>Receives telemetry (OTLP over HTTP), and throws it away.</summary>
internal static class OtlpSink
{
    /// <summary>Serves until the process is asked to end.</summary>
    public static Task RunAsync(string url)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.WebHost.UseUrls(url);
        builder.Logging.SetMinimumLevel(LogLevel.Warning);
        var app = builder.Build();
        app.MapPost("/v1/{signal}", (HttpRequest request) => request.Body.CopyToAsync(Stream.Null));
        app.MapGet("/health", () => TypedResults.Ok());
        return app.RunAsync();
    }
}

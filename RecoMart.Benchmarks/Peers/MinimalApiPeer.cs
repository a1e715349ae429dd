using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using RecoMart.Api.Endpoints;

namespace RecoMart.Benchmarks.Peers;

/// <summary>
/// What the framework itself takes for a transaction: a minimal API that binds the same record from JSON, by generated code, and answers the
/// same body. It checks nothing, keeps nothing and says nothing.
/// </summary>
internal static class MinimalApiPeer
{
    /// <summary>How to start the process: with the garbage collector that a web application has.</summary>
    public static IReadOnlyDictionary<string, string> Environment { get; } = new Dictionary<string, string> { ["DOTNET_gcServer"] = "1" };

    /// <summary>Serves until the process is asked to end.</summary>
    public static Task RunAsync(string url)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.WebHost.UseUrls(url);
        builder.Logging.SetMinimumLevel(LogLevel.Warning);
        builder.Services.ConfigureHttpJsonOptions(json =>
        {
            json.SerializerOptions.PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower;
            json.SerializerOptions.TypeInfoResolverChain.Insert(0, PeerJson.Default);
        });
        var app = builder.Build();
        app.MapPost("/transactions", (TransactionRequest transaction) => TypedResults.Json(
            new AcceptedAnswer("accepted", transaction.UserId), PeerJson.Default.AcceptedAnswer, statusCode: StatusCodes.Status201Created));
        app.MapGet("/health", () => TypedResults.Ok());
        return app.RunAsync();
    }
}

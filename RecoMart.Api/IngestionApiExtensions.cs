using System.Text.Json;
using System.Text.Json.Serialization;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection.Extensions;
using RecoMart.Api.Catalogue;
using RecoMart.Api.Endpoints;
using RecoMart.Api.Events;
using RecoMart.Api.Internal;
using RecoMart.Api.OpenApi;
using RecoMart.Api.Problems;
using RecoMart.Storage.Records;
using RecoMart.Storage.Staging;
using Scalar.AspNetCore;

namespace RecoMart.Api;

/// <summary>The ingestion API as a part of a web application.</summary>
public static class IngestionApiExtensions
{
    private const string FrameworkCategory = "Microsoft.AspNetCore";
    private const string DefaultAddress = "http://*:8000";

    // With these the server stops waiting for a request that comes byte by byte.
    private static readonly MinDataRate s_slowestBody = new(bytesPerSecond: 240, gracePeriod: TimeSpan.FromSeconds(5));
    private static readonly TimeSpan s_slowestHeaders = TimeSpan.FromSeconds(10);

    /// <summary>
    /// Adds what the endpoints need, on top of an event log: the staging of events in the setting <c>data_dir</c>, and the limits of the
    /// server, which listens on port 8000 unless it is told otherwise.
    /// </summary>
    /// <param name="builder">The application.</param>
    /// <returns>The same <paramref name="builder"/>.</returns>
    /// <exception cref="ServiceDefaults.InvalidSettingException">A setting is missing or wrong.</exception>
    public static WebApplicationBuilder AddIngestionApi(this WebApplicationBuilder builder)
    {
        ArgumentNullException.ThrowIfNull(builder);

        builder.Configuration.AddEnvironmentVariables("RECOMART_");
        var settings = ApiSettings.Read(builder.Configuration);
        if (builder.Configuration["urls"] is null && builder.Configuration["http_ports"] is null && builder.Configuration["https_ports"] is null)
            builder.WebHost.UseUrls(DefaultAddress);
        builder.WebHost.ConfigureKestrel(server =>
        {
            server.AddServerHeader = false;
            server.Limits.MinRequestBodyDataRate = s_slowestBody;
            server.Limits.RequestHeadersTimeout = s_slowestHeaders;
        });

        // Two lines for every request would bury those that matter; whoever wants them sets this level in the configuration.
        if (builder.Configuration[$"Logging:LogLevel:{FrameworkCategory}"] is null)
            builder.Logging.AddFilter(FrameworkCategory, LogLevel.Warning);

        builder.Services.TryAddSingleton(TimeProvider.System);
        builder.Services.AddSingleton(settings);
        builder.Services.AddSingleton(settings.Staging);
        builder.Services.AddSingleton<EventCounts>();
        builder.Services.AddSingleton<ApiTelemetry>();
        builder.Services.AddSingleton(new BodyMemory(BodyMemory.DefaultLimit));
        builder.Services.AddEvents<UserRecord, UserSchema, UserStagingFormat>();
        builder.Services.AddEvents<TransactionRecord, TransactionSchema, TransactionStagingFormat>();
        builder.Services.ConfigureHttpJsonOptions(json =>
        {
            json.SerializerOptions.PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower;
            json.SerializerOptions.NumberHandling = JsonNumberHandling.Strict;
            json.SerializerOptions.TypeInfoResolverChain.Insert(0, ApiJson.Default);
        });
        builder.Services.AddApiDocument();
        builder.Services.AddCatalogue(CatalogueSettings.Read(builder.Configuration));
        return builder;
    }

    /// <summary>Maps the public and the internal endpoints, the OpenAPI document with the page that shows it, and the catalogue page.</summary>
    /// <param name="app">The application.</param>
    /// <returns>The same <paramref name="app"/>.</returns>
    public static WebApplication MapIngestionApi(this WebApplication app)
    {
        ArgumentNullException.ThrowIfNull(app);

        app.UseMiddleware<ProblemMiddleware>();
        app.MapPublicEndpoints();
        app.MapInternalEndpoints();
        app.MapOpenApi();
        // No fonts from elsewhere: the page works without a network. And nothing that would hand the document to its maker's services.
        app.MapScalarApiReference(page => page
            .WithTitle("RecoMart API").DisableDefaultFonts().HideDeveloperTools().DisableAgent().DisableMcp().DisableTelemetry());
        app.MapCatalogue();
        return app;
    }

    private static void AddEvents<TRecord, TSchema, TFormat>(this IServiceCollection services)
        where TRecord : class
        where TSchema : EventSchema<TRecord>
        where TFormat : StagingFormat<TRecord>
    {
        services.AddSingleton<EventSchema<TRecord>, TSchema>();
        services.AddSingleton<StagingFormat<TRecord>, TFormat>();
        services.AddSingleton<StagingWriter<TRecord>>();
        services.AddHostedService<StagingAtStart<TRecord>>();
        services.AddSingleton<PublicEndpoint<TRecord>>();
        services.AddSingleton<StagingEndpoint<TRecord>>();
    }
}

using Microsoft.AspNetCore.Http.HttpResults;
using RecoMart.Api.Catalogue.Flow;
using RecoMart.Api.Catalogue.Lake;
using RecoMart.ServiceDefaults;
using RecoMart.Storage.Lake;

namespace RecoMart.Api.Catalogue;

/// <summary>
/// The catalogue page at <c>/</c> for those who run RecoMart: the flow of events, the lake, its quality, what is in quarantine. It reads and
/// changes nothing.
/// </summary>
internal static class CatalogueEndpoints
{
    /// <summary>What the page's parts are below.</summary>
    public const string Path = "/catalogue";

    private static readonly string[] s_methods = [HttpMethods.Get, HttpMethods.Head];

    public static void AddCatalogue(this IServiceCollection services, CatalogueSettings settings)
    {
        services.AddSingleton(settings);
        if (!settings.IsOn)
            return;
        services.AddRazorComponents();
        services.AddSingleton(provider => new DataLakeStorage(settings.StorageBase, provider.GetRequiredService<TimeProvider>()));
        services.AddSingleton<LakeCatalogue>();
        services.AddSingleton<ChecksumBook>();
        services.AddSingleton<QuarantineSample>();
        services.AddSingleton<LakeReport>();
        services.AddSingleton<Audience>();
        services.AddSingleton<BacklogWatch>();
        services.AddSingleton<FlowReport>();
        services.AddHostedService<LakeInspector>();
        // Open pages ask every two seconds.
        services.AddUntracedPath("/").AddUntracedPath(Path);
    }

    public static void MapCatalogue(this IEndpointRouteBuilder app)
    {
        if (!app.ServiceProvider.GetRequiredService<CatalogueSettings>().IsOn)
        {
            app.MapGet("/", () => Results.Redirect("/scalar")).ExcludeFromDescription();
            return;
        }
        var pages = app.MapGroup("").ExcludeFromDescription().DisableHttpMetrics().AddEndpointFilter<CatalogueHeaders>();
        pages.MapMethods("/", s_methods, GetPageAsync);
        pages.MapMethods(Path + "/flow", s_methods, GetFlowAsync);
        pages.MapMethods(Path + "/lake", s_methods, GetLake);
        foreach (var asset in CatalogueAssets.All)
            pages.MapMethods(asset.Path, s_methods, (HttpResponse response) => Send(asset, response));
    }

    private static async Task<RazorComponentResult<CataloguePage>> GetPageAsync(
        HttpRequest request, FlowReport flow, LakeReport lake, Audience audience, CancellationToken cancellationToken)
    {
        audience.Came();
        return new RazorComponentResult<CataloguePage>(new
        {
            Flow = await flow.GetAsync(AddressOf(request), cancellationToken),
            Lake = lake.Get(),
        })
        { PreventStreamingRendering = true };
    }

    private static async Task<RazorComponentResult<FlowSection>> GetFlowAsync(
        HttpRequest request, FlowReport flow, LakeReport lake, Audience audience, CancellationToken cancellationToken)
    {
        audience.Came();
        return new RazorComponentResult<FlowSection>(new
        {
            Flow = await flow.GetAsync(AddressOf(request), cancellationToken),
            LakeVersion = lake.Get().Version,
        })
        { PreventStreamingRendering = true };
    }

    private static RazorComponentResult<LakeSections> GetLake(LakeReport lake, Audience audience)
    {
        audience.Came();
        return new RazorComponentResult<LakeSections>(new { Lake = lake.Get() }) { PreventStreamingRendering = true };
    }

    // Its path has the hash of its content, so it never changes.
    private static IResult Send(CatalogueAsset asset, HttpResponse response)
    {
        response.Headers.CacheControl = "public, max-age=31536000, immutable";
        return Results.Bytes(asset.Content, asset.ContentType);
    }

    private static string AddressOf(HttpRequest request) => $"{request.Scheme}://{request.Host}";
}

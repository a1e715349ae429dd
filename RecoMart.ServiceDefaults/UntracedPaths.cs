using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;

namespace RecoMart.ServiceDefaults;

/// <summary>Paths whose requests make no traces: those that somebody asks for every few seconds would bury the traces that matter.</summary>
public static class UntracedPaths
{
    /// <summary>Adds one. By path and not by endpoint, as a request's span begins, and decides about those below it, before routing.</summary>
    /// <param name="services">The services.</param>
    /// <param name="path">The path, with all below it; <c>/</c> is itself alone.</param>
    /// <returns>The same <paramref name="services"/>.</returns>
    public static IServiceCollection AddUntracedPath(this IServiceCollection services, string path) =>
        services.AddSingleton(new UntracedPath(path));

    internal sealed record UntracedPath(PathString Path);
}

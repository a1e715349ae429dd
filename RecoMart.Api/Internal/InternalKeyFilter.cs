using RecoMart.Api.Problems;

namespace RecoMart.Api.Internal;

/// <summary>Lets in only who knows the internal key. The key that was sent is never told to anybody, not even to the log.</summary>
internal sealed class InternalKeyFilter(ApiSettings settings) : IEndpointFilter
{
    public const string Header = "X-RecoMart-Internal-Key";

    public ValueTask<object?> InvokeAsync(EndpointFilterInvocationContext context, EndpointFilterDelegate next)
    {
        if (context.HttpContext.Request.Headers[Header] is [{ } key] && settings.IsInternalKey(key))
            return next(context);
        context.HttpContext.Response.Headers.WWWAuthenticate = "RecoMart-Internal-Key";
        throw new ProblemException(StatusCodes.Status401Unauthorized, "Unauthorized", $"Send the internal key in the header {Header}.");
    }
}

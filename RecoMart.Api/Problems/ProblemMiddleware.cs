using System.Diagnostics;
using System.Globalization;
using Microsoft.AspNetCore.WebUtilities;

namespace RecoMart.Api.Problems;

/// <summary>Answers every failure with problem details.</summary>
internal sealed class ProblemMiddleware(RequestDelegate next, ILogger<ProblemMiddleware> logger)
{
    private const string ContentType = "application/problem+json";

    public async Task InvokeAsync(HttpContext context)
    {
        try
        {
            await next(context);
            if (!context.Response.HasStarted && OfRouting(context) is { } problem)
                await WriteAsync(context, problem);
        }
        catch (ProblemException problem)
        {
            await WriteAsync(context, problem);
        }
        catch (BadHttpRequestException exception)
        {
            // The server's own limits: a body that comes too slowly (408), is too large (413) or is no HTTP (400).
            await WriteAsync(context, OfStatus(exception.StatusCode, exception.Message));
        }
        catch (OperationCanceledException) when (context.RequestAborted.IsCancellationRequested)
        {
            // Nobody is there to answer.
        }
        catch (IOException exception) when (context.RequestAborted.IsCancellationRequested)
        {
            logger.ClientWentAway(exception.Message);
        }
        catch (Exception exception) when (!context.Response.HasStarted)
        {
            logger.RequestFailed(exception);
            await WriteAsync(context, OfStatus(StatusCodes.Status500InternalServerError, "The fault is ours; the log has the details under the trace id."));
        }
    }

    internal static Task WriteAsync(HttpContext context, ProblemException problem)
    {
        context.Response.StatusCode = problem.Status;
        context.Response.Headers.XContentTypeOptions = "nosniff";
        if (problem.RetryAfter is { } wait)
            context.Response.Headers.RetryAfter = ((int)wait.TotalSeconds).ToString(CultureInfo.InvariantCulture);
        var body = new ApiProblem
        {
            Type = $"https://developer.mozilla.org/docs/Web/HTTP/Status/{problem.Status}",
            Title = problem.Title,
            Status = problem.Status,
            Detail = problem.Message,
            Position = problem.Position,
            Errors = problem.Errors,
            Items = problem.Items,
            TraceId = Activity.Current?.TraceId.ToString(),
        };
        return context.Response.WriteAsJsonAsync(body, ApiJson.Readable.ApiProblem, ContentType);
    }

    // What routing itself refuses has no body yet.
    private static ProblemException? OfRouting(HttpContext context) => context.Response.StatusCode switch
    {
        StatusCodes.Status415UnsupportedMediaType => ProblemException.WrongMediaType("application/json"),
        StatusCodes.Status404NotFound or StatusCodes.Status405MethodNotAllowed =>
            OfStatus(context.Response.StatusCode, $"Nothing here answers {context.Request.Method} {context.Request.Path}."),
        _ => null,
    };

    private static ProblemException OfStatus(int status, string detail) => new(status, ReasonPhrases.GetReasonPhrase(status), detail);
}

using Microsoft.AspNetCore.Http.HttpResults;
using RecoMart.Messaging;

namespace RecoMart.Consumer.DeadLetters;

/// <summary><c>POST /dead-letters/replay</c>.</summary>
internal static class ReplayEndpoint
{
    /// <summary>Maps it.</summary>
    public static void MapDeadLetterReplay(this WebApplication app) => app.MapPost("/dead-letters/replay", ReplayAsync)
        .WithSummary("Puts dead letters back on their topics.")
        .ExcludeFromDescription();

    private static async Task<Results<Ok<ReplayResult>, ProblemHttpResult>> ReplayAsync(
        HttpRequest request, InternalKey key, DeadLetterReplay replay, ILogger<DeadLetterReplay> logger, CancellationToken cancellationToken)
    {
        if (!key.Matches(request.Headers[InternalKey.Header]))
            return Problem(StatusCodes.Status401Unauthorized, $"The header {InternalKey.Header} must hold the internal key.");
        try
        {
            var result = await replay.RunAsync(cancellationToken);
            logger.Replayed(result.Replayed);
            return TypedResults.Ok(result);
        }
        catch (ReplayBusyException exception)
        {
            return Problem(StatusCodes.Status409Conflict, exception.Message);
        }
        catch (EventLogUnavailableException exception)
        {
            return Problem(StatusCodes.Status503ServiceUnavailable, exception.Message);
        }
    }

    private static ProblemHttpResult Problem(int status, string detail) => TypedResults.Problem(detail, statusCode: status);
}

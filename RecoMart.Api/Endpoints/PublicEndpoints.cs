using RecoMart.Api.Problems;
using RecoMart.Storage.Records;

namespace RecoMart.Api.Endpoints;

/// <summary>The endpoints for clients.</summary>
internal static class PublicEndpoints
{
    private const string ProblemType = "application/problem+json";

    public static void MapPublicEndpoints(this IEndpointRouteBuilder routes)
    {
        routes.MapEvents<UserRecord, UserRequest>("/users", "Users", "user registration");
        routes.MapEvents<TransactionRecord, TransactionRequest>("/transactions", "Transactions", "transaction");
    }

    private static void MapEvents<TRecord, TRequest>(this IEndpointRouteBuilder routes, string path, string tag, string singular)
        where TRecord : class
        where TRequest : notnull
    {
        routes.MapPost(path, (HttpContext context, PublicEndpoint<TRecord> endpoint) => endpoint.HandleAsync(context))
            .WithName($"Post{tag}").WithTags(tag)
            .WithSummary($"Create a new {singular} event.")
            .WithDescription("Answers 201 when the event is on disk in the event log; what follows happens without the client. At most 64 KiB.")
            .Accepts<TRequest>(MediaTypes.Json)
            .Produces<AcceptedAnswer>(StatusCodes.Status201Created)
            .ProducesProblems();
        routes.MapPost($"{path}/batch", (HttpContext context, PublicEndpoint<TRecord> endpoint) => endpoint.HandleBatchAsync(context))
            .WithName($"Post{tag}Batch").WithTags(tag)
            .WithSummary($"Create many {singular} events.")
            .WithDescription(
                "A JSON array, or a JSON object a line; each item is judged on its own, and the answer says of each, in the same order, whether it is "
                + "accepted. 201: all are; 207: some are; 422: none is. At most 10,000 items or 8 MiB.")
            .Accepts<IReadOnlyList<TRequest>>(MediaTypes.Json, MediaTypes.JsonLines)
            .Produces<BatchAnswer>(StatusCodes.Status201Created)
            .Produces<BatchAnswer>(StatusCodes.Status207MultiStatus)
            .ProducesProblems();
    }

    private static void ProducesProblems(this RouteHandlerBuilder endpoint)
    {
        int[] statuses =
        [
            StatusCodes.Status400BadRequest, StatusCodes.Status408RequestTimeout, StatusCodes.Status413PayloadTooLarge,
            StatusCodes.Status415UnsupportedMediaType, StatusCodes.Status422UnprocessableEntity, StatusCodes.Status503ServiceUnavailable,
        ];
        foreach (var status in statuses)
            endpoint.Produces<ApiProblem>(status, ProblemType);
    }
}

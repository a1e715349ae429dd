using RecoMart.Storage.Records;

namespace RecoMart.Api.Internal;

/// <summary>The endpoints for the consumer, which no document describes to others.</summary>
internal static class InternalEndpoints
{
    public static void MapInternalEndpoints(this IEndpointRouteBuilder routes)
    {
        var group = routes.MapGroup("/internal").AddEndpointFilter<InternalKeyFilter>().ExcludeFromDescription();
        group.MapStaging<UserRecord>("/ingest-user", "/ingest-users");
        group.MapStaging<TransactionRecord>("/ingest-transaction", "/ingest-transactions");
    }

    private static void MapStaging<TRecord>(this RouteGroupBuilder group, string one, string many)
        where TRecord : class
    {
        group.MapPost(one, (HttpContext context, StagingEndpoint<TRecord> endpoint) => endpoint.HandleAsync(context));
        group.MapPost(many, (HttpContext context, StagingEndpoint<TRecord> endpoint) => endpoint.HandleBatchAsync(context));
    }
}

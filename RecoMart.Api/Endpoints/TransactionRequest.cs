namespace RecoMart.Api.Endpoints;

/// <summary>Something a user did with a product.</summary>
/// <param name="UserId">Who did it, a 64-bit integer.</param>
/// <param name="ItemId">The product, a 64-bit integer.</param>
/// <param name="ViewMode"><c>view</c>, <c>add_to_cart</c> or <c>purchase</c>.</param>
/// <param name="Rating">1 to 5, or nothing.</param>
/// <param name="Timestamp">When, in ISO 8601; without an offset it is UTC, and without a value it is now.</param>
public sealed record TransactionRequest(long UserId, long ItemId, string ViewMode, int? Rating = null, string? Timestamp = null);

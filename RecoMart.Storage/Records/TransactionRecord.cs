namespace RecoMart.Storage.Records;

/// <summary>What a user did with a product, as it arrives as an event; a row of <see cref="Contract.SourceContract.Transactions"/>.</summary>
/// <param name="UserId">The user.</param>
/// <param name="ItemId">The product.</param>
/// <param name="ViewMode">In its canonical spelling.</param>
/// <param name="Rating">1 to 5, or null.</param>
/// <param name="Timestamp">Microseconds since 1970-01-01T00:00:00Z.</param>
public sealed record TransactionRecord(long UserId, long ItemId, string ViewMode, int? Rating, long Timestamp);

namespace RecoMart.Api.Endpoints;

/// <summary>The event is in the event log, on disk.</summary>
/// <param name="Status">Always <c>accepted</c>.</param>
/// <param name="UserId">The user of the event.</param>
public sealed record AcceptedAnswer(string Status, long UserId);

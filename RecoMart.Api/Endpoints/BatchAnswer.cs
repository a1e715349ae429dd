namespace RecoMart.Api.Endpoints;

/// <summary>What became of a batch.</summary>
/// <param name="Accepted">How many events are in the event log, on disk.</param>
/// <param name="Rejected">How many are not.</param>
/// <param name="Items">Each of them, in the order of the batch.</param>
public sealed record BatchAnswer(int Accepted, int Rejected, IReadOnlyList<BatchItem> Items);

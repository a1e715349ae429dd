namespace RecoMart.Api.Catalogue.Flow;

/// <summary>The flow of events as the page shows it.</summary>
/// <param name="Address">The API's address, as the one who asked knows it.</param>
/// <param name="Log">What the event log is.</param>
/// <param name="Since">When this API began to count.</param>
/// <param name="BacklogAsOf">When the event log said what waits; null: not yet.</param>
/// <param name="Problem">Why it does not say so now.</param>
/// <param name="Sources">Each source's figures.</param>
public sealed record FlowView(
    string Address, string Log, DateTimeOffset Since, DateTimeOffset? BacklogAsOf, string? Problem, IReadOnlyList<FlowSource> Sources)
{
    /// <summary>Whether nothing has ever come.</summary>
    public bool IsEmpty => Sources.All(source =>
        source is { Accepted: 0, Rejected: 0, Unavailable: 0, Staged: 0, Duplicates: 0, Waiting: 0 or null, DeadLetters: 0 or null });
}

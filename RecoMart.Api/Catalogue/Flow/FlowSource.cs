namespace RecoMart.Api.Catalogue.Flow;

/// <summary>What became of the events of one source.</summary>
/// <param name="Name">The source.</param>
/// <param name="Accepted">Taken from clients, since this API began to count.</param>
/// <param name="Rejected">Not taken, as they break a rule.</param>
/// <param name="Unavailable">Not taken, as the event log could not take them.</param>
/// <param name="Staged">Written to the staging file.</param>
/// <param name="Duplicates">Come from the log once more, and not written again.</param>
/// <param name="Waiting">In the log and not staged; null: not known.</param>
/// <param name="DeadLetters">Given up and not replayed; null: not known.</param>
public sealed record FlowSource(
    string Name, long Accepted, long Rejected, long Unavailable, long Staged, long Duplicates, long? Waiting, long? DeadLetters);

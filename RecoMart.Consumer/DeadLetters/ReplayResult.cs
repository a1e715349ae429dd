namespace RecoMart.Consumer.DeadLetters;

/// <summary>What a replay did.</summary>
/// <param name="Replayed">How many events went back to their topics.</param>
/// <param name="Duplicates">How many dead letters were of an event that had another one.</param>
/// <param name="Truncated">How many can't go back, because only the beginning of their value was kept.</param>
internal sealed record ReplayResult(int Replayed, int Duplicates, int Truncated);

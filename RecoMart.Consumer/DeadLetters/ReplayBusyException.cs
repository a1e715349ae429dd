namespace RecoMart.Consumer.DeadLetters;

/// <summary>Another replay is under way.</summary>
internal sealed class ReplayBusyException() : Exception("Another replay is under way; try again when it has ended.");

namespace RecoMart.Consumer.DeadLetters;

/// <summary>Where the event of a dead letter once stood.</summary>
internal readonly record struct DeadLetterOrigin(string Log, string Topic, string Partition, string Offset);

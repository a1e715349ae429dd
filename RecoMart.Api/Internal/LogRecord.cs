using RecoMart.Storage.Staging;

namespace RecoMart.Api.Internal;

/// <summary>A record as the consumer hands it over.</summary>
/// <param name="Partition">Where in which log it was read; null when nobody says.</param>
/// <param name="Offset">Its offset there.</param>
/// <param name="TraceParent">The context of the span that hands it over, as W3C writes it.</param>
/// <param name="TraceState">What belongs to it.</param>
/// <param name="Value">The event: a JSON value in the request's text.</param>
internal readonly record struct LogRecord(LogPartition? Partition, long Offset, string? TraceParent, string? TraceState, Range Value);

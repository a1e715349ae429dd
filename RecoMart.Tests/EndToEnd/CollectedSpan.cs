namespace RecoMart.Tests.EndToEnd;

/// <summary>A span as a collector got it; ids in hexadecimal, no parent is empty.</summary>
internal sealed record CollectedSpan(string TraceId, string SpanId, string ParentId, string Name);

namespace RecoMart.Tests.EndToEnd;

/// <summary>A span as the dashboard has it; ids in hexadecimal, no parent is empty.</summary>
internal sealed record DashboardSpan(string Resource, string TraceId, string SpanId, string ParentId, string Name);

using System.Collections.Concurrent;
using System.Runtime.CompilerServices;

namespace RecoMart.Api;

/// <summary>What this process has counted since it started, for those who look at it here and now; metrics go elsewhere.</summary>
internal sealed class EventCounts(TimeProvider time)
{
    private readonly ConcurrentDictionary<(string Metric, string Source, string? Outcome), StrongBox<long>> _counts = [];

    public DateTimeOffset Since { get; } = time.GetUtcNow();

    public void Add(string metric, string source, string? outcome, int count) =>
        Interlocked.Add(ref _counts.GetOrAdd((metric, source, outcome), static _ => new StrongBox<long>()).Value, count);

    public long Get(string metric, string source, string? outcome = null) =>
        _counts.TryGetValue((metric, source, outcome), out var count) ? Interlocked.Read(ref count.Value) : 0;
}

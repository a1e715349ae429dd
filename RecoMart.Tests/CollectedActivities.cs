using System.Collections.Concurrent;
using System.Diagnostics;

namespace RecoMart.Tests;

/// <summary>The spans of a source that have ended in this process; a trace tells those of a test from others'.</summary>
internal sealed class CollectedActivities : IDisposable
{
    private readonly ConcurrentQueue<Activity> _ended = [];
    private readonly ActivityListener _listener;

    public CollectedActivities(string source)
    {
        _listener = new ActivityListener
        {
            ShouldListenTo = candidate => candidate.Name == source,
            Sample = (ref ActivityCreationOptions<ActivityContext> _) => ActivitySamplingResult.AllDataAndRecorded,
            ActivityStopped = _ended.Enqueue,
        };
        ActivitySource.AddActivityListener(_listener);
    }

    /// <summary>Those of a trace.</summary>
    public IReadOnlyList<Activity> Of(ActivityTraceId trace) => [.. _ended.Where(span => span.TraceId == trace)];

    /// <summary>Those of other traces with a link to it.</summary>
    public IReadOnlyList<Activity> LinkedTo(ActivityTraceId trace) =>
        [.. _ended.Where(span => span.TraceId != trace && span.Links.Any(link => link.Context.TraceId == trace))];

    public void Dispose() => _listener.Dispose();
}

using System.Diagnostics;
using Microsoft.Extensions.Logging;
using RecoMart.ServiceDefaults;

namespace RecoMart.BatchIngestor.Ingestion;

/// <summary>
/// The steps of one source as spans and log lines. Rows stream through several steps at once, so a step's span reaches from its first
/// row to its last, and an attribute says how long it was really at work.
/// </summary>
internal sealed class StepSpans(ActivitySource activities, ILogger logger, string source, TimeProvider time) : IDisposable
{
    private readonly Dictionary<string, Step> _steps = [];
    private readonly Activity? _source = Activity.Current;

    /// <summary>Does a part of a step.</summary>
    /// <param name="name">The step, by the specification's name.</param>
    /// <param name="work">The work.</param>
    public void Run(string name, Action work) => Run(name, () =>
    {
        work();
        return true;
    });

    /// <summary>Does a part of a step.</summary>
    /// <typeparam name="T">What the part gives.</typeparam>
    /// <param name="name">The step, by the specification's name.</param>
    /// <param name="work">The work.</param>
    /// <returns>What the work gives.</returns>
    public T Run<T>(string name, Func<T> work)
    {
        var before = Activity.Current;
        var step = Find(name);
        Activity.Current = step.Span ?? before;
        var start = time.GetTimestamp();
        try
        {
            return work();
        }
        catch (Exception exception) when (exception is not OperationCanceledException)
        {
            step.Span?.SetStatus(ActivityStatusCode.Error, exception.Message);
            throw;
        }
        finally
        {
            step.Busy += time.GetElapsedTime(start);
            step.End = time.GetUtcNow().UtcDateTime;
            Activity.Current = before;
        }
    }

    /// <summary>Starts a span of its own below that of a step.</summary>
    /// <param name="name">The step.</param>
    /// <param name="part">The name of the span.</param>
    /// <returns>The span, which is the current one now; null when nobody listens.</returns>
    public Activity? Part(string name, string part)
    {
        Activity.Current = Find(name).Span;
        return activities.StartActivity(part);
    }

    /// <summary>Ends a step.</summary>
    /// <param name="name">The step.</param>
    /// <param name="outcome">What it did, for the log.</param>
    /// <param name="counts">What it did, as attributes of its span.</param>
    public void Finish(string name, string outcome, params ReadOnlySpan<(string Name, long Count)> counts)
    {
        logger.StepDone(source, name, outcome);
        if (!_steps.TryGetValue(name, out var step))
            return;
        foreach (var count in counts)
            step.Span?.SetTag(count.Name, count.Count);
        Close(step);
    }

    /// <summary>Ends the steps that were not finished.</summary>
    public void Dispose()
    {
        foreach (var step in _steps.Values)
            Close(step);
    }

    // Steps that stream are siblings below their source, whatever is current when the first row of one comes.
    private Step Find(string name)
    {
        if (_steps.TryGetValue(name, out var step))
            return step;
        var before = Activity.Current;
        Activity.Current = _source;
        step = new Step(activities.StartActivity($"{source}: {name}"));
        Activity.Current = before;
        _steps.Add(name, step);
        return step;
    }

    private static void Close(Step step)
    {
        if (step.Span is not { } span)
            return;
        span.SetTag(TelemetryNames.BatchStepBusy, step.Busy.TotalMilliseconds);
        span.SetEndTime(step.End);
        span.Dispose();
        step.Span = null;
    }

    private sealed class Step(Activity? span)
    {
        public Activity? Span { get; set; } = span;

        public TimeSpan Busy { get; set; }

        public DateTime End { get; set; }
    }
}

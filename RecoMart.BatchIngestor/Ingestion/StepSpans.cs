using System.Diagnostics;
using Microsoft.Extensions.Logging;

namespace RecoMart.BatchIngestor.Ingestion;

/// <summary>
/// The steps of one source as spans and log lines. Rows stream through several steps at once, so a step's span reaches from its first
/// row to its last, and an attribute says how long it was really at work.
/// </summary>
internal sealed class StepSpans(ActivitySource activities, ILogger logger, string source, TimeProvider time) : IDisposable
{
    private readonly Dictionary<string, Step> _steps = [];

    /// <summary>Does a part of a step.</summary>
    /// <typeparam name="T">What the part gives.</typeparam>
    /// <param name="name">The step, by the specification's name.</param>
    /// <param name="work">The work.</param>
    /// <returns>What the work gives.</returns>
    public T Run<T>(string name, Func<T> work)
    {
        // Before a span is started: that makes it the current one.
        var parent = Activity.Current;
        if (!_steps.TryGetValue(name, out var step))
        {
            step = new Step(activities.StartActivity($"{source}: {name}"));
            _steps.Add(name, step);
        }
        // Steps that stream are siblings: what runs inside one of them is not its child.
        Activity.Current = step.Span ?? parent;
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
            Activity.Current = parent;
        }
    }

    /// <summary>Ends a step.</summary>
    /// <param name="name">The step.</param>
    /// <param name="outcome">What it did, for the log.</param>
    public void Finish(string name, string outcome)
    {
        logger.LogInformation("{Source}: {Step}: {Outcome}", source, name, outcome);
        if (_steps.TryGetValue(name, out var step))
            Close(step);
    }

    /// <summary>Ends the steps that were not finished.</summary>
    public void Dispose()
    {
        foreach (var step in _steps.Values)
            Close(step);
    }

    private static void Close(Step step)
    {
        if (step.Span is not { } span)
            return;
        span.SetTag("recomart.step.busy_ms", step.Busy.TotalMilliseconds);
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

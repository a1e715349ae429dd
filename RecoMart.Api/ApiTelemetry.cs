using System.Diagnostics;
using System.Diagnostics.Metrics;
using Microsoft.AspNetCore.Http.Features;
using RecoMart.Api.Endpoints;
using RecoMart.Api.Events;
using RecoMart.Messaging.Telemetry;
using RecoMart.ServiceDefaults;

namespace RecoMart.Api;

/// <summary>The API's spans and metrics.</summary>
internal sealed class ApiTelemetry
{
    // More than either contract has. A trace is for people; and whoever sends 10,000 events may break every rule.
    private const int MaxRules = 32;

    private readonly Counter<long> _accepted;
    private readonly Counter<long> _rejected;
    private readonly Counter<long> _staged;
    private readonly Counter<long> _unknownFields;

    private readonly EventCounts _counts;

    public ApiTelemetry(IMeterFactory meters, EventCounts counts)
    {
        _counts = counts;
        var meter = meters.Create(TelemetryNames.Meter);
        _accepted = meter.CreateCounter<long>(TelemetryNames.EventsAccepted, "{event}", "Events accepted from clients.");
        _rejected = meter.CreateCounter<long>(TelemetryNames.EventsRejected, "{event}", "Events of clients that were not accepted, by outcome and the first rule they break.");
        _staged = meter.CreateCounter<long>(TelemetryNames.EventsStaged, "{event}", "Events from the event log, by outcome.");
        _unknownFields = meter.CreateCounter<long>(TelemetryNames.UnknownFields, "{field}", "Fields of events that the contract does not know.");
    }

    public static ActivitySource Activities { get; } = new(TelemetryNames.ApiActivitySource);

    public void Accepted(string source, int count) => Add(_accepted, source, count);

    public void Unavailable(string source, int count) => Add(_rejected, source, count, BatchItem.Unavailable);

    /// <summary>Counts the rejected events of a request, each by the first rule it breaks, and has the request's span show all of these rules.</summary>
    /// <param name="context">The request.</param>
    /// <param name="source">The source.</param>
    /// <param name="events">What is wrong with each of them.</param>
    /// <param name="isAll">Whether none of the request's events was accepted.</param>
    public void Rejected(HttpContext context, string source, IReadOnlyList<IReadOnlyList<FieldError>> events, bool isAll)
    {
        if (events.Count == 0)
            return;
        foreach (var (rule, count) in events.CountBy(errors => errors[0].Kind))
        {
            _counts.Add(_rejected.Name, source, BatchItem.Rejected, count);
            _rejected.Add(count, new(TelemetryNames.Source, source), new(TelemetryNames.Outcome, BatchItem.Rejected), new(TelemetryNames.Rule, rule));
        }
        if (context.Features.Get<IHttpActivityFeature>()?.Activity is not { IsAllDataRequested: true } span)
            return;
        span.SetTag(TelemetryNames.BrokenRules, events.SelectMany(errors => errors).Select(error => error.Kind).Distinct().Take(MaxRules).ToArray());
        if (isAll)
            span.SetTag(MessagingTelemetry.ErrorType, TelemetryNames.Rejected);
    }

    public void Staged(string source, string outcome, int count) => Add(_staged, source, count, outcome);

    public void Unknown(string source, int count) => Add(_unknownFields, source, count);

    private void Add(Counter<long> counter, string source, int count, string? outcome = null)
    {
        if (count == 0)
            return;
        _counts.Add(counter.Name, source, outcome, count);
        if (outcome is null)
            counter.Add(count, new KeyValuePair<string, object?>(TelemetryNames.Source, source));
        else
            counter.Add(count, new(TelemetryNames.Source, source), new(TelemetryNames.Outcome, outcome));
    }
}

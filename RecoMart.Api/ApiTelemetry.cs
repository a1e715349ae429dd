using System.Diagnostics;
using System.Diagnostics.Metrics;
using RecoMart.ServiceDefaults;

namespace RecoMart.Api;

/// <summary>The API's spans and metrics.</summary>
internal sealed class ApiTelemetry
{
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
        _rejected = meter.CreateCounter<long>(TelemetryNames.EventsRejected, "{event}", "Events of clients that were not accepted, by outcome.");
        _staged = meter.CreateCounter<long>(TelemetryNames.EventsStaged, "{event}", "Events from the event log, by outcome.");
        _unknownFields = meter.CreateCounter<long>(TelemetryNames.UnknownFields, "{field}", "Fields of events that the contract does not know.");
    }

    public static ActivitySource Activities { get; } = new(TelemetryNames.ApiActivitySource);

    public void Accepted(string source, int count) => Add(_accepted, source, count);

    public void Rejected(string source, string outcome, int count) => Add(_rejected, source, count, outcome);

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

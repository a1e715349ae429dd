using RecoMart.Api.Endpoints;
using RecoMart.Messaging;
using RecoMart.ServiceDefaults;
using RecoMart.Storage.Contract;

namespace RecoMart.Api.Catalogue.Flow;

/// <summary>Brings together what this API has counted and what the event log says.</summary>
internal sealed class FlowReport(EventCounts counts, BacklogWatch backlog, IEventLog log)
{
    private static readonly (string Source, string Topic)[] s_sources =
        [(SourceContract.Users.Name, EventTopics.Users), (SourceContract.Transactions.Name, EventTopics.Transactions)];

    public async Task<FlowView> GetAsync(string address, CancellationToken cancellationToken)
    {
        var waiting = await backlog.GetAsync(cancellationToken);
        return new FlowView(
            address,
            log.System == "kafka" ? "Kafka" : "the embedded log",
            counts.Since,
            waiting.AsOf,
            waiting.Problem,
            [.. s_sources.Select(source => Of(source.Source, source.Topic, waiting))]);
    }

    private FlowSource Of(string source, string topic, Backlog waiting) => new(
        source,
        Accepted: counts.Get(TelemetryNames.EventsAccepted, source),
        Rejected: counts.Get(TelemetryNames.EventsRejected, source, BatchItem.Rejected),
        Unavailable: counts.Get(TelemetryNames.EventsRejected, source, BatchItem.Unavailable),
        Staged: counts.Get(TelemetryNames.EventsStaged, source, "staged"),
        Duplicates: counts.Get(TelemetryNames.EventsStaged, source, "duplicate"),
        Waiting: waiting.Of(topic),
        DeadLetters: waiting.Of(EventTopics.DeadLettersOf(topic)));
}

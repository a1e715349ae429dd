namespace RecoMart.ServiceDefaults;

/// <summary>The names of RecoMart's own telemetry. They stand in dashboards and alerts: a change here is a breaking one.</summary>
public static class TelemetryNames
{
    /// <summary>The meter all of RecoMart's own metrics belong to.</summary>
    public const string Meter = "RecoMart";

    /// <summary>What the name of every RecoMart activity source begins with; all of them are exported.</summary>
    public const string ActivitySourcePrefix = "RecoMart.";

    /// <summary>The activity source of the batch ingestion; each of its steps is a span.</summary>
    public const string BatchActivitySource = ActivitySourcePrefix + "Batch";

    /// <summary>The activity source of the stream consumer.</summary>
    public const string ConsumerActivitySource = ActivitySourcePrefix + "Consumer";

    /// <summary>Counter, in rows: source rows by <see cref="Source"/> and <see cref="Outcome"/>.</summary>
    public const string BatchRows = "recomart.batch.rows";

    /// <summary>Counter, in rows: rows that went to quarantine, by <see cref="Source"/> and <see cref="Reason"/>.</summary>
    public const string BatchQuarantined = "recomart.batch.quarantined";

    /// <summary>Attribute of a step's span, in milliseconds: how long it was at work, where the span reaches from its first row to its last.</summary>
    public const string BatchStepBusy = "recomart.step.busy_ms";

    /// <summary>Attribute of a span: how many source files there are.</summary>
    public const string BatchFiles = "recomart.files";

    /// <summary>Span attribute: the name of an ingest, as it stands in the ledger.</summary>
    public const string BatchRun = "recomart.run";

    /// <summary>Span attribute: <c>snapshot</c> or <c>incremental</c>.</summary>
    public const string BatchMode = "recomart.mode";

    /// <summary>Attribute of a span: rows that were read.</summary>
    public const string BatchRowsIn = "recomart.rows.in";

    /// <summary>Attribute of a span: rows that were made.</summary>
    public const string BatchRowsMade = "recomart.rows.made";

    /// <summary>Attribute of a span: rows that keep the rules.</summary>
    public const string BatchRowsValidated = "recomart.rows.validated";

    /// <summary>Attribute of a span: rows that do not.</summary>
    public const string BatchRowsQuarantined = "recomart.rows.quarantined";

    /// <summary>Attribute of a span: bytes that were read or written.</summary>
    public const string BatchBytes = "recomart.bytes";

    /// <summary>Histogram, in seconds: the run of one source, by <see cref="Source"/> and <see cref="Outcome"/>.</summary>
    public const string BatchDuration = "recomart.batch.duration";

    /// <summary>The activity source of the API; each staged event is a span.</summary>
    public const string ApiActivitySource = ActivitySourcePrefix + "Api";

    /// <summary>Counter, in events: accepted from clients, by <see cref="Source"/>.</summary>
    public const string EventsAccepted = "recomart.events.accepted";

    /// <summary>Counter, in events: not accepted from clients, by <see cref="Source"/> and <see cref="Outcome"/> (rejected, unavailable); a rejected one
    /// also by <see cref="Rule"/>, the first it breaks.</summary>
    public const string EventsRejected = "recomart.events.rejected";

    /// <summary>Counter, in events: come from the event log, by <see cref="Source"/> and <see cref="Outcome"/> (staged, duplicate, rejected).</summary>
    public const string EventsStaged = "recomart.events.staged";

    /// <summary>Counter, in fields: those of events that the contract does not know and that were ignored, by <see cref="Source"/>.</summary>
    public const string UnknownFields = "recomart.events.unknown_fields";

    /// <summary>Attribute: the data source, <c>users</c>, <c>products</c> or <c>transactions</c>.</summary>
    public const string Source = "source";

    /// <summary>Attribute: why, as in the quality report (<c>view_mode: not one of view, add_to_cart, purchase</c>).</summary>
    public const string Reason = "reason";

    /// <summary>Attribute: the broken rule of an event, as <see cref="Reason"/> without anything of the event itself (<c>age: not an integer</c>).</summary>
    public const string Rule = "rule";

    /// <summary>Attribute of a request's span, a text array: every rule that its events break, each once.</summary>
    public const string BrokenRules = "recomart.rules";

    /// <summary>The <c>error.type</c> of an event that breaks a rule, and of a request with nothing else.</summary>
    public const string Rejected = "rejected";

    /// <summary>Attribute of an event's <c>process</c> span: how often a request for it failed.</summary>
    public const string FailedAttempts = "recomart.attempts.failed";

    /// <summary>Event of a <c>process</c> span: a request that failed, with <c>error.type</c>, <see cref="Attempt"/> and <see cref="Reason"/>.</summary>
    public const string AttemptFailed = "recomart.attempt.failed";

    /// <summary>Attribute: which attempt it was, from 1.</summary>
    public const string Attempt = "recomart.attempt";

    /// <summary>Attribute: what became of the row or the run.</summary>
    public const string Outcome = "outcome";

    /// <summary>Counter, in events: what went to a dead-letter topic.</summary>
    public const string DeadLettered = "recomart.events.dead_lettered";

    /// <summary>Gauge, in events: what is published and not committed by the consumer, by topic and partition.</summary>
    public const string ConsumerLag = "recomart.consumer.lag";
}

using System.Diagnostics;
using System.Diagnostics.Metrics;
using System.Globalization;
using RecoMart.Messaging.Telemetry;
using RecoMart.ServiceDefaults;

namespace RecoMart.Consumer.Telemetry;

/// <summary>The measurements of the consumer.</summary>
internal sealed class ConsumerMetrics
{
    private readonly Counter<long> _deadLettered;
    private readonly Histogram<double> _duration;

    /// <summary>Makes the instruments. The lag is read from <paramref name="state"/> whenever somebody collects it.</summary>
    public ConsumerMetrics(IMeterFactory meters, ConsumerState state)
    {
        var meter = meters.Create(TelemetryNames.Meter);
        _deadLettered = meter.CreateCounter<long>(TelemetryNames.DeadLettered, "{event}", "Events that went to a dead-letter topic.");
        _duration = meter.CreateHistogram(
            MessagingTelemetry.ProcessDuration,
            "s",
            "Duration of processing operation: from an event's arrival here until it is staged or buried.",
            advice: new InstrumentAdvice<double>
            {
                // Those of the conventions, and on to an hour: while the API is away, events wait here.
                HistogramBucketBoundaries = [0.005, 0.01, 0.025, 0.05, 0.075, 0.1, 0.25, 0.5, 0.75, 1, 2.5, 5, 7.5, 10, 30, 60, 300, 900, 3600],
            });
        meter.CreateObservableGauge(
            TelemetryNames.ConsumerLag,
            () => state.Lag.Select(partition => new Measurement<long>(
                partition.Value.Events,
                new(MessagingTelemetry.Destination, partition.Key.Topic),
                new(MessagingTelemetry.Partition, partition.Key.Partition.ToString(CultureInfo.InvariantCulture)))),
            "{event}",
            "Events that are published and not committed by this consumer.");
    }

    /// <summary>An event went to the dead letters of its topic.</summary>
    public void DeadLettered(string topic) => _deadLettered.Add(1, new KeyValuePair<string, object?>(MessagingTelemetry.Destination, topic));

    /// <summary>An event is staged or buried.</summary>
    public void Processed(string topic, string system, bool rejected, TimeSpan duration)
    {
        var tags = new TagList
        {
            { MessagingTelemetry.System, system },
            { MessagingTelemetry.OperationName, MessagingTelemetry.Process },
            { MessagingTelemetry.Destination, topic },
        };
        if (rejected)
            tags.Add(MessagingTelemetry.ErrorType, TelemetryNames.Rejected);
        _duration.Record(duration.TotalSeconds, tags);
    }
}

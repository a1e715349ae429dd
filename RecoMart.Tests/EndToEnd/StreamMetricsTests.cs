using System.Net;
using System.Text;
using Microsoft.Extensions.DependencyInjection;
using RecoMart.Messaging;
using RecoMart.Messaging.Telemetry;
using RecoMart.ServiceDefaults;
using RecoMart.Tests.BatchIngestor;

namespace RecoMart.Tests.EndToEnd;

/// <summary>The metrics as a dashboard gets them, of all programs.</summary>
public sealed class StreamMetricsTests
{
    private static readonly Dictionary<string, string> s_units = new()
    {
        [TelemetryNames.EventsAccepted] = "{event}",
        [TelemetryNames.EventsRejected] = "{event}",
        [TelemetryNames.EventsStaged] = "{event}",
        [TelemetryNames.UnknownFields] = "{field}",
        [TelemetryNames.DeadLettered] = "{event}",
        [TelemetryNames.ConsumerLag] = "{event}",
        [TelemetryNames.BatchRows] = "{row}",
        [TelemetryNames.BatchQuarantined] = "{row}",
        [TelemetryNames.BatchDuration] = "s",
        [MessagingTelemetry.SentMessages] = "{message}",
        [MessagingTelemetry.ConsumedMessages] = "{message}",
        [MessagingTelemetry.ProcessDuration] = "s",
    };

    [Fact]
    public async Task All_that_happens_is_measured_with_units_descriptions_and_buckets_for_seconds()
    {
        await using var collector = await SpanCollector.StartAsync();
        using var processes = new StreamProcesses
        {
            Collector = collector.Url,
            Environment = new Dictionary<string, string> { ["OTEL_METRIC_EXPORT_INTERVAL"] = "300" },
        };
        using var api = processes.StartApi();
        using var consumer = processes.StartConsumer();
        await processes.AcceptUserAsync(1);
        using (var content = new StringContent("""{"user_id":"one","colour":"red"}""", Encoding.UTF8, "application/json"))
        using (var response = await processes.Client.PostAsync(new Uri("/users", UriKind.Relative), content))
            Assert.Equal(HttpStatusCode.UnprocessableEntity, response.StatusCode);
        using (var log = processes.OpenLog())
            await log.Services.GetRequiredService<IEventLog>().PublishAsync(new EventMessage(EventTopics.Transactions, "1", "{}"u8.ToArray()));
        using var workspace = new IngestorWorkspace();
        workspace.Write("users.csv", IngestorWorkspace.UserHeader + "1,28,M,Mobile\none,28,M,Mobile\n");
        await workspace.RunAsync(
            ["ingest", "users"], ("OTEL_EXPORTER_OTLP_ENDPOINT", collector.Url), ("OTEL_EXPORTER_OTLP_PROTOCOL", "http/protobuf"));

        await SeenAsync(collector, TelemetryNames.EventsAccepted, (TelemetryNames.Source, "users"));
        await SeenAsync(
            collector, TelemetryNames.EventsRejected, (TelemetryNames.Outcome, "rejected"), (TelemetryNames.Rule, "user_id: not an integer"));
        await SeenAsync(collector, TelemetryNames.UnknownFields, (TelemetryNames.Source, "users"));
        await SeenAsync(collector, TelemetryNames.EventsStaged, (TelemetryNames.Source, "users"), (TelemetryNames.Outcome, "staged"));
        await SeenAsync(collector, TelemetryNames.EventsStaged, (TelemetryNames.Source, "transactions"), (TelemetryNames.Outcome, "rejected"));
        await SeenAsync(collector, TelemetryNames.DeadLettered, (MessagingTelemetry.Destination, EventTopics.Transactions));
        await SeenAsync(
            collector, TelemetryNames.ConsumerLag, (MessagingTelemetry.Destination, EventTopics.Users), (MessagingTelemetry.Partition, "0"));
        await SeenAsync(
            collector,
            MessagingTelemetry.SentMessages,
            (MessagingTelemetry.System, "sqlite"),
            (MessagingTelemetry.OperationName, "send"),
            (MessagingTelemetry.Destination, EventTopics.Users));
        await SeenAsync(
            collector,
            MessagingTelemetry.ConsumedMessages,
            (MessagingTelemetry.OperationName, "poll"),
            (MessagingTelemetry.ConsumerGroup, "recomart-consumer-group"));
        await SeenAsync(
            collector,
            MessagingTelemetry.ProcessDuration,
            (MessagingTelemetry.Destination, EventTopics.Transactions),
            (MessagingTelemetry.ErrorType, TelemetryNames.Rejected));
        await SeenAsync(collector, TelemetryNames.BatchRows, (TelemetryNames.Outcome, "validated"));
        await SeenAsync(collector, TelemetryNames.BatchQuarantined, (TelemetryNames.Reason, "user_id: not an integer"));
        await SeenAsync(collector, TelemetryNames.BatchDuration, (TelemetryNames.Source, "users"), (TelemetryNames.Outcome, "succeeded"));

        var ours = collector.Metrics.Where(metric => metric.Meter == TelemetryNames.Meter).ToList();
        Assert.Equal(
            s_units.OrderBy(unit => unit.Key, StringComparer.Ordinal),
            ours.GroupBy(metric => metric.Name).OrderBy(metric => metric.Key, StringComparer.Ordinal).ToDictionary(
                metric => metric.Key, metric => metric.Select(point => point.Unit).Distinct().Single()));
        Assert.DoesNotContain(ours, metric => metric.Description.Length == 0);
        // The SDK's own end at 10,000, and are meant for milliseconds; the framework's are for seconds too.
        foreach (var name in new[] { MessagingTelemetry.ProcessDuration, TelemetryNames.BatchDuration, "http.server.request.duration" })
            Assert.All(collector.Metrics.Where(metric => metric.Name == name), metric => Assert.InRange(metric.Bounds[^1], 1, 3600));
        Assert.Contains(collector.Metrics, metric => metric is { Name: "http.server.request.duration", Unit: "s" });
    }

    private static Task SeenAsync(SpanCollector collector, string name, params (string Name, string Value)[] attributes) =>
        StreamProcesses.UntilAsync(
            () => collector.Metrics.Any(metric =>
                metric.Name == name && attributes.All(wanted => metric.Attributes.GetValueOrDefault(wanted.Name) == wanted.Value)),
            () => $"{name}: {string.Join('\n', collector.Metrics.Where(metric => metric.Name == name).Select(metric => string.Join(' ', metric.Attributes)).Distinct())}");
}

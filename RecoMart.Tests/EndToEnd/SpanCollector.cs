using System.Collections.Concurrent;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using static RecoMart.Tests.EndToEnd.ProtocolBuffers;

namespace RecoMart.Tests.EndToEnd;

/// <summary>Takes traces and metrics as OTLP over HTTP, and reads of them what the tests want to know.</summary>
internal sealed class SpanCollector : IAsyncDisposable
{
    private readonly WebApplication _app;
    private readonly ConcurrentQueue<CollectedSpan> _spans = [];
    private readonly ConcurrentQueue<CollectedMetric> _metrics = [];

    private SpanCollector(WebApplication app) => _app = app;

    public string Url => _app.Urls.Single();

    public IReadOnlyCollection<CollectedSpan> Spans => _spans;

    public IReadOnlyCollection<CollectedMetric> Metrics => _metrics;

    public static async Task<SpanCollector> StartAsync()
    {
        var builder = WebApplication.CreateBuilder();
        builder.Logging.ClearProviders();
        var app = builder.Build();
        app.Urls.Add("http://127.0.0.1:0");
        var collector = new SpanCollector(app);
        app.MapPost("/v1/{signal}", async (string signal, HttpRequest request) =>
        {
            using var body = new MemoryStream();
            await request.Body.CopyToAsync(body);
            if (signal == "traces")
                collector.ReadSpans(body.ToArray());
            else if (signal == "metrics")
                collector.ReadMetrics(body.ToArray());
        });
        await app.StartAsync();
        return collector;
    }

    public async ValueTask DisposeAsync() => await _app.DisposeAsync();

    // ExportTraceServiceRequest.resource_spans (1) > scope_spans (2) > spans (2), as in opentelemetry-proto's trace.proto.
    private void ReadSpans(byte[] request)
    {
        foreach (var span in Fields(request, 1).SelectMany(spans => Fields(spans, 2)).SelectMany(spans => Fields(spans, 2)))
        {
            _spans.Enqueue(new CollectedSpan(
                Convert.ToHexStringLower(Fields(span, 1).Single().Span),
                Convert.ToHexStringLower(Fields(span, 2).Single().Span),
                Convert.ToHexStringLower(Fields(span, 4).SingleOrDefault().Span),
                Text(span, 5)));
        }
    }

    // ExportMetricsServiceRequest.resource_metrics (1) > scope_metrics (2) > scope (1), metrics (2), as in metrics.proto.
    private void ReadMetrics(byte[] request)
    {
        foreach (var scope in Fields(request, 1).SelectMany(resource => Fields(resource, 2)))
        {
            var meter = Text(Fields(scope, 1).Single(), 1);
            foreach (var metric in Fields(scope, 2))
                ReadPoints(meter, metric);
        }
    }

    // gauge (5), sum (7) and histogram (9) > data_points (1); attributes are 7 in the points of the first two and 9 in the last one's.
    private void ReadPoints(string meter, ReadOnlyMemory<byte> metric)
    {
        foreach (var (kind, attributes) in new[] { (5, 7), (7, 7), (9, 9) })
        {
            foreach (var point in Fields(metric, kind).SelectMany(data => Fields(data, 1)))
            {
                _metrics.Enqueue(new CollectedMetric(
                    meter,
                    Text(metric, 1),
                    Text(metric, 2),
                    Text(metric, 3),
                    Fields(point, attributes).ToDictionary(pair => Text(pair, 1), pair => Text(Fields(pair, 2).Single(), 1)),
                    kind == 9 ? Doubles(point, 7) : []));
            }
        }
    }
}

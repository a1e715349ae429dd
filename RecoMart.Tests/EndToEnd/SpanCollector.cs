using System.Collections.Concurrent;
using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace RecoMart.Tests.EndToEnd;

/// <summary>Takes traces as OTLP over HTTP, and reads of them what the tests want to know.</summary>
internal sealed class SpanCollector : IAsyncDisposable
{
    private readonly WebApplication _app;
    private readonly ConcurrentQueue<CollectedSpan> _spans = [];

    private SpanCollector(WebApplication app) => _app = app;

    public string Url => _app.Urls.Single();

    public IReadOnlyCollection<CollectedSpan> Spans => _spans;

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
                collector.Read(body.ToArray());
        });
        await app.StartAsync();
        return collector;
    }

    public async ValueTask DisposeAsync() => await _app.DisposeAsync();

    // ExportTraceServiceRequest.resource_spans (1) > scope_spans (2) > spans (2), as in opentelemetry-proto's trace.proto.
    private void Read(byte[] request)
    {
        foreach (var span in Fields(request, 1).SelectMany(spans => Fields(spans, 2)).SelectMany(spans => Fields(spans, 2)))
        {
            _spans.Enqueue(new CollectedSpan(
                Convert.ToHexStringLower(Fields(span, 1).Single().Span),
                Convert.ToHexStringLower(Fields(span, 2).Single().Span),
                Convert.ToHexStringLower(Fields(span, 4).SingleOrDefault().Span),
                Encoding.UTF8.GetString(Fields(span, 5).Single().Span)));
        }
    }

    // The length-delimited fields of a number in a message of Protocol Buffers.
    private static List<ReadOnlyMemory<byte>> Fields(ReadOnlyMemory<byte> message, int number)
    {
        var found = new List<ReadOnlyMemory<byte>>();
        for (var at = 0; at < message.Length;)
        {
            var tag = Varint(message.Span, ref at);
            var length = (tag & 7) switch
            {
                0 => Skipped(message.Span, at),
                1 => sizeof(ulong),
                5 => sizeof(uint),
                _ => (int)Varint(message.Span, ref at),
            };
            if (tag >> 3 == (ulong)number && (tag & 7) == 2)
                found.Add(message.Slice(at, length));
            at += length;
        }
        return found;
    }

    private static int Skipped(ReadOnlySpan<byte> message, int at)
    {
        var end = at;
        Varint(message, ref end);
        return end - at;
    }

    private static ulong Varint(ReadOnlySpan<byte> message, ref int at)
    {
        var value = 0UL;
        for (var shift = 0; ; shift += 7)
        {
            var next = message[at++];
            value |= (ulong)(next & 0x7f) << shift;
            if (next < 0x80)
                return value;
        }
    }
}

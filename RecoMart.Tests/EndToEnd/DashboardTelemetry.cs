using System.Net.Http.Json;
using System.Text.Json;

namespace RecoMart.Tests.EndToEnd;

/// <summary>The dashboard's own HTTP API of what it was sent, which <c>aspire otel</c> reads.</summary>
internal sealed class DashboardTelemetry : IDisposable
{
    private const int Limit = 10_000;

    private readonly HttpClient _client;

    public DashboardTelemetry(Uri address, string key)
    {
        _client = new HttpClient { BaseAddress = address };
        _client.DefaultRequestHeaders.Add("X-API-Key", key);
    }

    /// <summary>All spans, in the order of their begin.</summary>
    /// <param name="traceId">Only those of this trace; null: of all.</param>
    public async Task<IReadOnlyList<DashboardSpan>> GetSpansAsync(string? traceId = null)
    {
        var only = traceId is null ? "" : $"&traceId={traceId}";
        var answer = await _client.GetFromJsonAsync<JsonElement>(new Uri($"/api/telemetry/spans?limit={Limit}{only}", UriKind.Relative));
        return [.. answer.GetProperty("data").GetProperty("resourceSpans").EnumerateArray()
            .SelectMany(resource => resource.GetProperty("scopeSpans").EnumerateArray()
                .SelectMany(scope => scope.GetProperty("spans").EnumerateArray())
                .Select(span => (Resource: NameOf(resource), Span: span)))
            .OrderBy(found => ulong.Parse(found.Span.GetProperty("startTimeUnixNano").ToString(), System.Globalization.CultureInfo.InvariantCulture))
            .Select(found => new DashboardSpan(
                found.Resource,
                found.Span.GetProperty("traceId").GetString()!,
                found.Span.GetProperty("spanId").GetString()!,
                found.Span.TryGetProperty("parentSpanId", out var parent) ? parent.GetString() ?? "" : "",
                found.Span.GetProperty("name").GetString()!))];
    }

    /// <summary>Waits until the spans are as they should be.</summary>
    /// <returns>They.</returns>
    public async Task<IReadOnlyList<DashboardSpan>> UntilAsync(
        string? traceId, Func<IReadOnlyList<DashboardSpan>, bool> expected, CancellationToken cancellationToken)
    {
        for (IReadOnlyList<DashboardSpan> spans = []; ; await Task.Delay(100, CancellationToken.None))
        {
            spans = await GetSpansAsync(traceId);
            if (expected(spans))
                return spans;
            Assert.False(cancellationToken.IsCancellationRequested, $"The dashboard has:\n{string.Join('\n', spans)}");
        }
    }

    public void Dispose() => _client.Dispose();

    private static string NameOf(JsonElement resource) => resource.GetProperty("resource").GetProperty("attributes").EnumerateArray()
        .First(attribute => attribute.GetProperty("key").GetString() == "service.name")
        .GetProperty("value").GetProperty("stringValue").GetString()!;
}

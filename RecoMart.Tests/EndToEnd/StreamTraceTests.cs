using System.Net;
using System.Text;

namespace RecoMart.Tests.EndToEnd;

public sealed class StreamTraceTests
{
    private const string TraceId = "0af7651916cd43dd8448eb211c80319c";
    private const string ClientSpanId = "b7ad6b7169203331";

    [Fact]
    public async Task One_trace_leads_from_the_request_to_the_staged_row()
    {
        await using var collector = await SpanCollector.StartAsync();
        using var processes = new StreamProcesses { Collector = collector.Url };
        using var api = processes.StartApi();
        using var consumer = processes.StartConsumer();
        await processes.AcceptUserAsync(1);

        using var request = new HttpRequestMessage(HttpMethod.Post, new Uri("/users", UriKind.Relative))
        {
            Content = new StringContent("""{"user_id":2,"age":28,"gender":"M","device":"Mobile"}""", Encoding.UTF8, "application/json"),
        };
        request.Headers.Add("traceparent", $"00-{TraceId}-{ClientSpanId}-01");
        using var response = await processes.Client.SendAsync(request);
        Assert.Equal(HttpStatusCode.Created, response.StatusCode);

        await StreamProcesses.UntilAsync(
            () => collector.Spans.Any(span => span.TraceId == TraceId && span.Name == "stage user")
                && collector.Spans.Any(span => span.TraceId == TraceId && span.Name.StartsWith("process ", StringComparison.Ordinal)),
            () => string.Join('\n', collector.Spans));
        var trace = collector.Spans.Where(span => span.TraceId == TraceId).ToDictionary(span => span.Name);
        Assert.Equal(["POST /users", "process recomart-users", "send recomart-users", "stage user"], trace.Keys.Order(StringComparer.Ordinal));
        Assert.Equal(ClientSpanId, trace["POST /users"].ParentId);
        Assert.Equal(trace["POST /users"].SpanId, trace["send recomart-users"].ParentId);
        Assert.Equal(trace["send recomart-users"].SpanId, trace["process recomart-users"].ParentId);
        Assert.Equal(trace["process recomart-users"].SpanId, trace["stage user"].ParentId);
    }
}

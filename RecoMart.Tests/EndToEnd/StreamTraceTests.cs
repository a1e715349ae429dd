using System.Diagnostics;
using System.Net;
using System.Text;
using Microsoft.Extensions.DependencyInjection;
using RecoMart.Messaging;

namespace RecoMart.Tests.EndToEnd;

public sealed class StreamTraceTests
{
    private const string TraceId = "0af7651916cd43dd8448eb211c80319c";
    private const string ClientSpanId = "b7ad6b7169203331";

    // What a batch of spans waits for at most, in milliseconds.
    private static readonly Dictionary<string, string> Often = new() { ["OTEL_BSP_SCHEDULE_DELAY"] = "100" };

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

    [Fact]
    public Task A_dead_letter_its_replay_and_what_comes_of_it_stay_in_the_trace_of_the_event() => BuryAndReplayAsync(kafka: null);

    [SkippableFact]
    public async Task On_Kafka_they_stay_in_it_too()
    {
        KafkaCluster.SkipUnlessInstalled();
        await using var kafka = new KafkaCluster(brokers: 1);
        await kafka.StartAsync();
        await BuryAndReplayAsync(kafka.Servers);
    }

    private static async Task BuryAndReplayAsync(string? kafka)
    {
        await using var collector = await SpanCollector.StartAsync();
        using var processes = new StreamProcesses(kafka) { Collector = collector.Url, Environment = Often };
        using var api = processes.StartApi();
        var port = ServiceProcess.FreePort();
        using var consumer = processes.StartConsumer(port);
        await StreamProcesses.HealthyAsync(processes.ApiPort, port);
        // Straight onto the topic: the API would not take it. If another test's host listens, publishing it is a span of this trace too.
        var parent = $"00-{TraceId}-{ClientSpanId}-01";
        using (new Activity("client").SetParentId(parent).Start())
        using (var log = processes.OpenLog())
        {
            await log.Services.GetRequiredService<IEventLog>().PublishAsync(
                new EventMessage(EventTopics.Users, "1", """{"user_id":1}"""u8.ToArray()) { Headers = [new(TraceHeaders.TraceParent, parent)] });
        }
        await SpansAsync(collector, "send recomart-users-dlq", 1);

        using var client = new HttpClient { BaseAddress = new Uri($"http://127.0.0.1:{port}") };
        client.DefaultRequestHeaders.Add("X-RecoMart-Internal-Key", StreamProcesses.Key);
        using var response = await client.PostAsync(new Uri("/dead-letters/replay", UriKind.Relative), content: null);
        Assert.Equal(HttpStatusCode.OK, response.StatusCode);

        var letters = await SpansAsync(collector, "send recomart-users-dlq", 2);
        var tries = await SpansAsync(collector, "process recomart-users", 2);
        var replayed = (await SpansAsync(collector, "send recomart-users", 1)).Single();
        Assert.Equal(tries[0].SpanId, letters[0].ParentId);
        Assert.Equal(letters[0].SpanId, replayed.ParentId);
        Assert.Equal(replayed.SpanId, tries[1].ParentId);
        Assert.Equal(tries[1].SpanId, letters[1].ParentId);
    }

    // Those of the trace, in the order in which they came.
    private static async Task<List<CollectedSpan>> SpansAsync(SpanCollector collector, string name, int count)
    {
        List<CollectedSpan> Found() => [.. collector.Spans.Where(span => span.TraceId == TraceId && span.Name == name)];
        await StreamProcesses.UntilAsync(() => Found().Count >= count, () => $"{name}: {string.Join('\n', collector.Spans)}");
        var found = Found();
        Assert.Equal(count, found.Count);
        return found;
    }
}

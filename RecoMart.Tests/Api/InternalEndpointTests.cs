using System.Diagnostics;
using System.Text;

namespace RecoMart.Tests.Api;

public sealed class InternalEndpointTests : IDisposable
{
    private const string Header = "user_id,item_id,view_mode,rating,timestamp\n";
    private const string Value = """{"user_id":1,"item_id":2,"view_mode":"view","timestamp":"2026-01-27T10:30:00Z"}""";

    private readonly ApiFactory _api = new();

    public void Dispose() => _api.Dispose();

    [Fact]
    public async Task Each_record_is_answered_staged_duplicate_or_rejected_with_the_reason()
    {
        var (status, body) = await _api.PostAsync(
            "/internal/ingest-transactions", $"[{Record(0)},{Record(1, """{"user_id":1}""")},{Record(0)},{Record(2)}]", key: ApiFactory.Key);

        Assert.Equal(
            (200, """{"results":[{"status":"staged"},{"status":"rejected","reason":"item_id: missing; view_mode: missing"},{"status":"duplicate"},{"status":"staged"}]}"""),
            (status, body));
        Assert.Equal(
            Header + string.Concat(Enumerable.Repeat("1,2,view,,2026-01-27T10:30:00\n", 2)), await File.ReadAllTextAsync(_api.TransactionsFile));
    }

    [Fact]
    public async Task A_single_record_is_staged_and_told_when_it_comes_again()
    {
        Assert.Equal((200, """{"status":"staged"}"""), await _api.PostAsync("/internal/ingest-transaction", Record(5), key: ApiFactory.Key));
        Assert.Equal((200, """{"status":"duplicate"}"""), await _api.PostAsync("/internal/ingest-transaction", Record(5), key: ApiFactory.Key));
        Assert.Equal(422, (await _api.PostAsync("/internal/ingest-transaction", Record(6, "[]"), key: ApiFactory.Key)).Status);
    }

    [Fact]
    public async Task The_event_itself_may_be_posted_as_the_specification_has_it()
    {
        Assert.Equal(
            (200, """{"status":"staged"}"""),
            await _api.PostAsync("/internal/ingest-user", """{"user_id":7,"age":30,"gender":"female","device":"tablet"}""", key: ApiFactory.Key));
        Assert.Equal("user_id,age,gender,device\n7,30,F,Tablet\n", await File.ReadAllTextAsync(_api.UsersFile));
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("wrong")]
    [InlineData(ApiFactory.Key + "x")]
    public async Task Without_the_key_nothing_is_written_and_the_key_is_logged_nowhere(string? key)
    {
        foreach (var path in new[] { "ingest-user", "ingest-users", "ingest-transaction", "ingest-transactions" })
        {
            using var response = await _api.SendAsync($"/internal/{path}", Encoding.UTF8.GetBytes(Record(0)), key: key);
            Assert.Equal(401, (int)response.StatusCode);
            Assert.NotEmpty(response.Headers.WwwAuthenticate);
            Assert.DoesNotContain(ApiFactory.Key, await response.Content.ReadAsStringAsync(), StringComparison.Ordinal);
        }
        Assert.DoesNotContain(_api.Logs.Lines, line => line.Contains(ApiFactory.Key, StringComparison.Ordinal) || line.Contains("wrong", StringComparison.Ordinal));
        Assert.False(File.Exists(_api.TransactionsFile) && await File.ReadAllTextAsync(_api.TransactionsFile) != Header);
    }

    [Theory]
    [InlineData("{}")]
    [InlineData("[{}]")]
    [InlineData("""[{"log":"l","topic":"t","partition":0,"offset":-1,"value":{}}]""")]
    [InlineData("""[{"log":"l","topic":"t","partition":"0","offset":1,"value":{}}]""")]
    [InlineData("""[{"log":"l","topic":"t","partition":0,"offset":99999999999999999999,"value":{}}]""")]
    [InlineData("""[{"log":"\ud800","topic":"t","partition":0,"offset":1,"value":{}}]""")]
    [InlineData("[1]")]
    [InlineData("[")]
    public async Task A_request_that_is_not_understood_is_the_consumers_fault(string body)
    {
        Assert.InRange((await _api.PostAsync("/internal/ingest-transactions", body, key: ApiFactory.Key)).Status, 400, 422);
        Assert.DoesNotContain(_api.Logs.Lines, line => line.StartsWith("Error", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("\"\\ud800\"")]
    [InlineData("5")]
    [InlineData("null")]
    [InlineData("""{"user_id":1,"item_id":2,"view_mode":"\ud800"}""")]
    [InlineData("""{"a":{"a":{"a":{"a":{"a":{"a":{"a":{"a":{}}}}}}}}}""")]
    public async Task Poison_is_rejected_and_does_not_hold_up_its_neighbours(string value)
    {
        var (status, body) = await _api.PostAsync("/internal/ingest-transactions", $"[{Record(0, value)},{Record(1)}]", key: ApiFactory.Key);

        Assert.Equal(200, status);
        Assert.StartsWith("""{"results":[{"status":"rejected","reason":""", body, StringComparison.Ordinal);
        Assert.EndsWith("""{"status":"staged"}]}""", body, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Values_as_deep_as_the_public_endpoints_take_pass_here_too()
    {
        var deep = "{\"user_id\":1,\"item_id\":2,\"view_mode\":\"view\",\"x\":" + new string('[', 63) + new string(']', 63) + "}";

        Assert.Equal(201, (await _api.PostAsync("/transactions", deep)).Status);
        Assert.Equal("""{"results":[{"status":"staged"}]}""", (await _api.PostAsync("/internal/ingest-transactions", $"[{Record(0, deep)}]", key: ApiFactory.Key)).Body);
    }

    [Fact]
    public async Task When_nothing_can_be_written_the_answer_is_503_and_the_record_may_come_again()
    {
        Assert.Equal(200, (await _api.PostAsync("/internal/ingest-transaction", Record(0), key: ApiFactory.Key)).Status);
        var journal = Path.Combine(Path.GetDirectoryName(_api.TransactionsFile)!, ".transactions_api_staging.journal.tmp");
        Directory.CreateDirectory(journal);
        using (var response = await _api.SendAsync("/internal/ingest-transactions", Encoding.UTF8.GetBytes($"[{Record(1)}]"), key: ApiFactory.Key))
        {
            Assert.Equal(503, (int)response.StatusCode);
            Assert.NotNull(response.Headers.RetryAfter);
        }
        Directory.Delete(journal);

        Assert.Equal("""{"results":[{"status":"staged"}]}""", (await _api.PostAsync("/internal/ingest-transactions", $"[{Record(1)}]", key: ApiFactory.Key)).Body);
        Assert.Equal(3, (await File.ReadAllLinesAsync(_api.TransactionsFile)).Length);
    }

    [Fact]
    public async Task A_staged_event_is_a_span_in_its_own_trace_and_the_request_links_to_it()
    {
        const string trace = "0af7651916cd43dd8448eb211c80319c";
        var stopped = new System.Collections.Concurrent.ConcurrentQueue<Activity>();
        using var listener = new ActivityListener
        {
            ShouldListenTo = source => source.Name is "RecoMart.Api" or "Microsoft.AspNetCore",
            Sample = (ref ActivityCreationOptions<ActivityContext> _) => ActivitySamplingResult.AllDataAndRecorded,
            ActivityStopped = stopped.Enqueue,
        };
        ActivitySource.AddActivityListener(listener);

        await _api.PostAsync("/internal/ingest-transactions", $"[{Record(0, traceParent: $"00-{trace}-b7ad6b7169203331-01")}]", key: ApiFactory.Key);

        var stage = Assert.Single(stopped, span => span.OperationName == "stage transaction" && span.TraceId.ToString() == trace);
        Assert.Equal("b7ad6b7169203331", stage.ParentSpanId.ToString());
        Assert.True(SpinWait.SpinUntil(
            () => stopped.Any(span => span.Source.Name == "Microsoft.AspNetCore" && span.Links.Any(link => link.Context.TraceId.ToString() == trace)),
            TimeSpan.FromSeconds(10)));
    }

    private static string Record(int offset, string value = Value, string? traceParent = null) =>
        $$"""{"log":"cluster/topic","topic":"recomart-transactions","partition":0,"offset":{{offset}},"traceparent":{{(traceParent is null ? "null" : $"\"{traceParent}\"")}},"value":{{value}}}""";
}

using System.Net;
using System.Net.Sockets;
using System.Text;
using System.Text.Json;
using RecoMart.Api.Endpoints;
using RecoMart.Messaging;

namespace RecoMart.Tests.Api;

public sealed class BatchEndpointTests : IDisposable
{
    private const string Good = """{"user_id":1,"age":2,"gender":"M","device":"Tablet"}""";
    private const string Bad = """{"user_id":2,"age":-2,"gender":"M","device":"Tablet"}""";
    private const string Lines = "application/x-ndjson";

    private readonly ApiFactory _api = new();

    public void Dispose() => _api.Dispose();

    [Fact]
    public async Task All_accepted_is_201()
    {
        Assert.Equal(
            (201, """{"accepted":2,"rejected":0,"items":[{"status":"accepted","user_id":1},{"status":"accepted","user_id":1}]}"""),
            await _api.PostAsync("/users/batch", $"[{Good},{Good}]"));
        Assert.Equal(2, _api.Log.Messages.Count);
    }

    [Theory]
    [InlineData("application/json", $"[{Good},{Bad}]")]
    [InlineData(Lines, $"{Good}\n\n{Bad}\r\n")]
    [InlineData("application/jsonl", $"{Good}\n{Bad}")]
    public async Task Some_accepted_is_207_and_each_item_is_judged_on_its_own(string contentType, string body)
    {
        Assert.Equal(
            (207, """{"accepted":1,"rejected":1,"items":[{"status":"accepted","user_id":1},{"status":"rejected","errors":[{"field":"age","value":"-2","rule":"must be > 0"}]}]}"""),
            await _api.PostAsync("/users/batch", body, contentType));
        Assert.Single(_api.Log.Messages);
    }

    [Fact]
    public async Task A_malformed_line_spoils_only_itself()
    {
        var (status, body) = await _api.PostAsync("/users/batch", $"{{\"user_id\"\n{Good}\n[{Good}]\n", Lines);

        Assert.Equal(207, status);
        var items = Items(body);
        Assert.Equal(["rejected", "accepted", "rejected"], items.Select(item => item.GetProperty("status").GetString()));
        Assert.StartsWith("malformed JSON: ", items[0].GetProperty("errors")[0].GetProperty("rule").GetString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("application/json", "[]", 422)]
    [InlineData(Lines, "\n \n", 422)]
    [InlineData("application/json", $"[{Bad}, 5, null]", 422)]
    [InlineData("application/json", Good, 422)]
    [InlineData("application/json", $"[{Good}", 400)]
    [InlineData("application/json", $"[{Good}] x", 400)]
    [InlineData("text/csv", "1,2", 415)]
    public async Task None_accepted_is_a_problem(string contentType, string body, int status)
    {
        using var response = await _api.SendAsync("/users/batch", Encoding.UTF8.GetBytes(body), contentType);

        Assert.Equal(status, (int)response.StatusCode);
        Assert.Equal("application/problem+json", response.Content.Headers.ContentType!.MediaType);
        Assert.Empty(_api.Log.Messages);
    }

    [Fact]
    public async Task Batches_that_take_more_memory_together_than_there_is_are_answered_with_503_until_one_is_gone()
    {
        using var api = new ApiFactory { Memory = new BodyMemory(1 << 20) };
        var large = $"[{Good}{new string(' ', 400_000)}]";
        using (var slow = new TcpClient("127.0.0.1", api.CreateClient().BaseAddress!.Port))
        {
            await slow.GetStream().WriteAsync(Encoding.ASCII.GetBytes(
                "POST /users/batch HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nContent-Length: 8000000\r\n\r\n" + new string(' ', 600_000)));

            var refused = await PostUntilAsync(api, large, HttpStatusCode.ServiceUnavailable);

            Assert.Equal(TimeSpan.FromSeconds(5), refused.Headers.RetryAfter!.Delta);
            Assert.Equal(201, (await api.PostAsync("/users", Good)).Status);
            Assert.Equal(201, (await api.PostAsync("/users/batch", $"[{Good}]")).Status);
        }
        await PostUntilAsync(api, large, HttpStatusCode.Created);
    }

    [Theory]
    [InlineData(63, 201)]
    [InlineData(64, 400)]
    public async Task An_item_may_be_as_deep_as_an_event_that_comes_alone(int arrays, int status)
    {
        var deep = $"{Good[..^1]},\"x\":{new string('[', arrays)}{new string(']', arrays)}}}";

        Assert.Equal(status, (await _api.PostAsync("/users", deep)).Status);
        Assert.Equal(status, (await _api.PostAsync("/users/batch", $"[{deep}]")).Status);
    }

    [Fact]
    public async Task Ten_thousand_items_are_taken_and_one_more_is_413()
    {
        Assert.Equal(201, (await _api.PostAsync("/users/batch", $"[{string.Join(',', Enumerable.Repeat(Good, 10_000))}]")).Status);
        Assert.Equal(413, (await _api.PostAsync("/users/batch", $"[{string.Join(',', Enumerable.Repeat(Good, 10_001))}]")).Status);
        Assert.Equal(413, (await _api.PostAsync("/users/batch", string.Join('\n', Enumerable.Repeat(Good, 10_001)), Lines)).Status);
        Assert.Equal(413, (await _api.PostAsync("/users/batch", new string(' ', (8 << 20) + 1))).Status);
        Assert.Equal(10_000, _api.Log.Messages.Count);
    }

    [Fact]
    public async Task What_the_event_log_does_not_take_is_named_item_by_item()
    {
        _api.Log.Publishing = message => message.Key == "2" ? throw new EventLogUnavailableException("Full.") : Task.CompletedTask;
        var (status, body) = await _api.PostAsync("/users/batch", $"[{Good},{Good.Replace("\"user_id\":1", "\"user_id\":2", StringComparison.Ordinal)}]");

        Assert.Equal(207, status);
        Assert.Equal(["accepted", "unavailable"], Items(body).Select(item => item.GetProperty("status").GetString()));
    }

    [Fact]
    public async Task When_it_takes_none_the_answer_is_503()
    {
        _api.Log.Publishing = _ => throw new EventLogUnavailableException("Full.");

        using var response = await _api.SendAsync("/users/batch", Encoding.UTF8.GetBytes($"[{Good},{Bad}]"));

        Assert.Equal(503, (int)response.StatusCode);
        Assert.NotNull(response.Headers.RetryAfter);
        Assert.Equal(["unavailable", "rejected"], Items(await response.Content.ReadAsStringAsync()).Select(item => item.GetProperty("status").GetString()));
    }

    private static async Task<HttpResponseMessage> PostUntilAsync(ApiFactory api, string body, HttpStatusCode expected)
    {
        var deadline = DateTime.UtcNow.AddMinutes(1);
        while (true)
        {
            var response = await api.SendAsync("/users/batch", Encoding.UTF8.GetBytes(body));
            if (response.StatusCode == expected)
                return response;
            Assert.True(DateTime.UtcNow < deadline, $"The last answer was {response.StatusCode}.");
        }
    }

    private static List<JsonElement> Items(string body) => [.. JsonDocument.Parse(body).RootElement.GetProperty("items").EnumerateArray()];
}

using System.Diagnostics;
using System.Text;
using System.Text.Json;
using RecoMart.Messaging;
using RecoMart.ServiceDefaults;

namespace RecoMart.Tests.Api;

public sealed class PublicEndpointTests : IDisposable
{
    private const string User = """{"user_id": 1001, "age": 25, "gender": "F", "device": "Mobile"}""";
    private static readonly DateTimeOffset s_now = new DateTimeOffset(2026, 1, 27, 10, 30, 0, TimeSpan.FromHours(1)).AddTicks(1_234_567);

    private readonly ApiFactory _api = new() { Time = new FixedTime() };

    public void Dispose() => _api.Dispose();

    [SkippableTheory]
    [InlineData("""curl -X POST http://localhost:8000/users \""", """{"user_id": 1001, "age": 25, "gender": "F", "device": "Mobile"}""")]
    [InlineData("""curl -X POST http://localhost:8000/transactions \""", """{"user_id": 1001, "item_id": 150, "view_mode": "purchase", "rating": 5}""")]
    public async Task The_specifications_curl_commands_answer_its_201(string firstLine, string json)
    {
        Skip.IfNot(OperatingSystem.IsLinux() && File.Exists("/usr/bin/curl"), "needs curl");
        var address = _api.CreateClient().BaseAddress!.GetLeftPart(UriPartial.Authority);
        var command = $"{firstLine}\n  -H \"Content-Type: application/json\" \\\n  -d '{json}'".Replace("http://localhost:8000", address, StringComparison.Ordinal);
        using var process = Process.Start(new ProcessStartInfo("/bin/sh", ["-c", command + " -s -w '\\n%{http_code}'"]) { RedirectStandardOutput = true })!;

        Assert.Equal("{\"status\":\"accepted\",\"user_id\":1001}\n201", await process.StandardOutput.ReadToEndAsync());
        await process.WaitForExitAsync();
    }

    [Theory]
    [InlineData("/users", """{"user_id":"secret","age":1,"gender":"F"}""", new[] { "user_id: not an integer", "device: missing" }, "rejected")]
    [InlineData("/users", """{"secret""", new[] { "malformed JSON" }, "rejected")]
    [InlineData("/users/batch", """[{"user_id":1},7,8,{"user_id":1}]""", new[] { "age: missing", "gender: missing", "device: missing", "not a JSON object" }, "rejected")]
    [InlineData("/users/batch", $"[{User},7]", new[] { "not a JSON object" }, null)]
    [InlineData("/users", User, null, null)]
    public async Task The_span_of_a_request_shows_the_rules_that_its_events_break(string path, string body, string[]? rules, string? errorType)
    {
        using var spans = new CollectedActivities("Microsoft.AspNetCore");
        using var client = new Activity("client").Start();

        await _api.PostAsync(path, body);

        Assert.True(SpinWait.SpinUntil(() => spans.Of(client.TraceId).Count == 1, TimeSpan.FromSeconds(10)));
        var span = spans.Of(client.TraceId).Single();
        Assert.Equal(rules, span.GetTagItem(TelemetryNames.BrokenRules) as string[]);
        Assert.Equal(errorType, span.GetTagItem("error.type"));
    }

    [Fact]
    public async Task A_user_is_published_under_its_id_in_the_requests_own_shape()
    {
        Assert.Equal((201, """{"status":"accepted","user_id":1001}"""), await _api.PostAsync("/users", User));

        var message = Assert.Single(_api.Log.Messages);
        Assert.Equal((EventTopics.Users, "1001"), (message.Topic, message.Key));
        Assert.Equal(["""{"user_id":1001,"age":25,"gender":"F","device":"Mobile"}"""], _api.Log.Values);
    }

    [Theory]
    [InlineData("""{"user_id":1,"item_id":2,"view_mode":"view"}""", """{"user_id":1,"item_id":2,"view_mode":"view","timestamp":"2026-01-27T09:30:00.123456Z"}""")]
    [InlineData("""{"user_id":1,"item_id":2,"view_mode":"view","rating":null,"timestamp":null}""", """{"user_id":1,"item_id":2,"view_mode":"view","timestamp":"2026-01-27T09:30:00.123456Z"}""")]
    [InlineData("""{"timestamp":"2026-01-27 10:30","rating":5,"view_mode":" PURCHASE ","item_id":150.0,"user_id":-1}""", """{"user_id":-1,"item_id":150,"view_mode":"purchase","rating":5,"timestamp":"2026-01-27T10:30:00Z"}""")]
    [InlineData("""{"user_id":9223372036854775807,"item_id":2,"view_mode":"add_to_cart","timestamp":"2026-01-27T10:30:00.5+01:00"}""", """{"user_id":9223372036854775807,"item_id":2,"view_mode":"add_to_cart","timestamp":"2026-01-27T09:30:00.5Z"}""")]
    public async Task A_transaction_is_completed_and_made_canonical(string request, string published)
    {
        Assert.Equal(201, (await _api.PostAsync("/transactions", request)).Status);

        Assert.Equal([published], _api.Log.Values);
    }

    [Fact]
    public async Task All_broken_rules_are_named_at_once()
    {
        var (status, body) = await _api.PostAsync("/users", """{"user_id": "1001", "age": 0, "gender": "X", "extra": 1}""");

        Assert.Equal(422, status);
        using var problem = JsonDocument.Parse(body);
        Assert.Equal(["type", "title", "status", "detail", "errors", "trace_id"], problem.RootElement.EnumerateObject().Select(member => member.Name));
        Assert.Equal(422, problem.RootElement.GetProperty("status").GetInt32());
        Assert.Equal(
            """[{"field":"user_id","value":"\"1001\"","rule":"not an integer"},{"field":"age","value":"0","rule":"must be > 0"},{"field":"gender","value":"\"X\"","rule":"not one of M, F"},{"field":"device","value":null,"rule":"missing"}]""",
            problem.RootElement.GetProperty("errors").GetRawText());
        Assert.Empty(_api.Log.Messages);
    }

    [Theory]
    [InlineData("age", "1.5", "not an integer")]
    [InlineData("age", "\"25\"", "not an integer")]
    [InlineData("age", "1e1", "not an integer")]
    [InlineData("age", "true", "not an integer")]
    [InlineData("age", "-1", "must be > 0")]
    [InlineData("age", "2147483648", "beyond a 32-bit integer")]
    [InlineData("user_id", "9223372036854775808", "beyond a 64-bit integer")]
    [InlineData("user_id", "null", "missing")]
    [InlineData("user_id", "[1]", "a nested value")]
    [InlineData("gender", "{\"a\":{}}", "a nested value")]
    [InlineData("gender", "5", "not text")]
    [InlineData("gender", "\"=M\"", "not one of M, F")]
    [InlineData("gender", "\"\"", "missing")]
    [InlineData("gender", "\"M\\u0000\"", "not one of M, F")]
    [InlineData("device", "\"\\ud800\"", "not text")]
    [InlineData("device", "\"Moblie\"", "not one of Mobile, Desktop, Tablet")]
    [InlineData("device", "\"Mobile\\n1,1,M,Mobile\"", "not one of Mobile, Desktop, Tablet")]
    public async Task A_value_that_is_not_exactly_right_is_refused(string field, string value, string rule)
    {
        var fields = new Dictionary<string, string> { ["user_id"] = "1", ["age"] = "2", ["gender"] = "\"M\"", ["device"] = "\"Mobile\"" };
        fields[field] = value;

        var (status, body) = await _api.PostAsync("/users", "{" + string.Join(',', fields.Select(pair => $"\"{pair.Key}\":{pair.Value}")) + "}");

        Assert.Equal(422, status);
        var error = Assert.Single(Errors(body));
        Assert.Equal((field, rule), (error.GetProperty("field").GetString(), error.GetProperty("rule").GetString()));
    }

    [Theory]
    [InlineData("""{"user_id":1,"item_id":2,"view_mode":"view","timestamp":"05/01/2026"}""", "timestamp", "not a timestamp")]
    [InlineData("""{"user_id":1,"item_id":2,"view_mode":"view","timestamp":1769509800}""", "timestamp", "not a timestamp")]
    [InlineData("""{"user_id":1,"item_id":2,"view_mode":"view","rating":6}""", "rating", "must be between 1 and 5")]
    [InlineData("""{"user_id":1,"item_id":2,"view_mode":"view","rating":0}""", "rating", "must be between 1 and 5")]
    [InlineData("""{"user_id":1,"user_id":2,"item_id":2,"view_mode":"view"}""", "user_id", "stands twice")]
    [InlineData("""{"user_id":1,"user\u005fid":1,"item_id":2,"view_mode":"view"}""", "user_id", "stands twice")]
    [InlineData("""{"user_id":1,"view_mode":"view"}""", "item_id", "missing")]
    [InlineData("[]", "", "not a JSON object")]
    [InlineData("null", "", "not a JSON object")]
    [InlineData("\"x\"", "", "not a JSON object")]
    public async Task A_transaction_that_breaks_one_rule_is_told_which(string request, string field, string rule)
    {
        var (status, body) = await _api.PostAsync("/transactions", request);

        Assert.Equal(422, status);
        var error = Assert.Single(Errors(body));
        Assert.Equal((field, rule), (error.GetProperty("field").GetString(), error.GetProperty("rule").GetString()));
    }

    [Theory]
    [InlineData("", 1, 1)]
    [InlineData("{\"user_id\": 1001,", 1, 17)]
    [InlineData("{\n  \"age\": NaN}", 2, 10)]
    [InlineData("{} garbage", 1, 4)]
    [InlineData("{}{}", 1, 3)]
    [InlineData("{\"user_id\":01}", 1, 13)]
    [InlineData("{'user_id':1}", 1, 2)]
    [InlineData("{\"age\":1,}", 1, 10)]
    public async Task Malformed_JSON_is_answered_with_its_position(string request, int line, int at)
    {
        var (status, body) = await _api.PostAsync("/users", request);

        Assert.Equal(400, status);
        using var problem = JsonDocument.Parse(body);
        Assert.Equal($$"""{"line":{{line}},"byte":{{at}}}""", problem.RootElement.GetProperty("position").GetRawText());
        Assert.DoesNotContain("LineNumber", body, StringComparison.Ordinal);
        Assert.DoesNotContain("isFinalBlock", body, StringComparison.Ordinal);
        Assert.DoesNotContain("reader options", body, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Bytes_that_are_not_UTF_8_are_answered_with_their_position_even_in_a_field_that_nobody_reads()
    {
        foreach (var path in new[] { "/users", "/users/batch" })
        {
            using var response = await _api.SendAsync(path, [.. "[\n{\"x\": \"ä"u8, 0xC0, 0xAF, .. "\"}]"u8]);

            Assert.Equal(400, (int)response.StatusCode);
            Assert.Contains("\"position\":{\"line\":2,\"byte\":10}", await response.Content.ReadAsStringAsync(), StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task Two_spellings_of_one_name_are_the_same_name()
    {
        var (status, body) = await _api.PostAsync("/users", """{"user_id":1,"\u0075ser_id":2,"age":28,"gender":"M","device":"Mobile"}""");

        Assert.Equal(422, status);
        Assert.Equal("stands twice", Assert.Single(Errors(body)).GetProperty("rule").GetString());
        Assert.Empty(_api.Log.Messages);
    }

    [Theory]
    [InlineData("/users")]
    [InlineData("/users/batch")]
    [InlineData("/transactions")]
    public async Task A_compressed_body_is_answered_with_415_that_says_so(string path)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, path) { Content = new ByteArrayContent([0x1F, 0x8B, 8, 0]) };
        request.Content.Headers.ContentType = new("application/json");
        request.Content.Headers.ContentEncoding.Add("gzip");
        using var response = await _api.CreateClient().SendAsync(request);

        Assert.Equal(415, (int)response.StatusCode);
        Assert.Contains("Content-Encoding", await response.Content.ReadAsStringAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Hostile_text_is_refused_and_leaves_nothing_behind()
    {
        byte[][] bodies =
        [
            Encoding.UTF8.GetBytes("{\"x\":" + new string('[', 30_000)),
            Encoding.UTF8.GetBytes("{\"x\":" + string.Concat(Enumerable.Repeat("{\"a\":", 5_000)) + "1"),
            [.. "{\"x\":\""u8, 0xFF, 0xFE, .. "\"}"u8],
            [.. "{\"user_id\":1,\"age\":1,\"gender\":\"M\",\"device\":\"Mobile"u8, 0xC0, 0x80, .. "\"}"u8],
            Encoding.UTF8.GetBytes("{\"user_id\":" + new string('9', 60_000) + "}"),
            Encoding.UTF8.GetBytes("{\"\\ud800\":1}"),
            new byte[1000],
        ];
        foreach (var body in bodies)
        {
            using var response = await _api.SendAsync("/users", body);
            Assert.InRange((int)response.StatusCode, 400, 422);
            Assert.InRange((await response.Content.ReadAsByteArrayAsync()).Length, 50, 2000);
        }
        Assert.Empty(_api.Log.Messages);
        Assert.DoesNotContain(_api.Logs.Lines, line => line.StartsWith("Error", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData(null)]
    [InlineData("text/plain")]
    [InlineData("application/x-www-form-urlencoded")]
    [InlineData("application/json; charset=utf-16")]
    public async Task Another_content_type_is_answered_with_415(string? contentType)
    {
        using var response = await _api.SendAsync("/users", Encoding.UTF8.GetBytes(User), contentType);

        Assert.Equal(415, (int)response.StatusCode);
        Assert.Equal("application/problem+json", response.Content.Headers.ContentType!.MediaType);
    }

    [Theory]
    [InlineData("application/json; charset=UTF-8")]
    [InlineData("Application/JSON")]
    public async Task A_byte_order_mark_and_a_declared_UTF_8_are_fine(string contentType)
    {
        using var response = await _api.SendAsync("/users", [0xEF, 0xBB, 0xBF, .. Encoding.UTF8.GetBytes(User)], contentType);

        Assert.Equal(201, (int)response.StatusCode);
    }

    [Fact]
    public async Task A_body_over_the_limit_is_answered_with_413_whether_its_length_is_declared_or_not()
    {
        var body = "{\"x\":\"" + new string('a', 70_000) + "\"}";
        Assert.Equal(413, (await _api.PostAsync("/users", body)).Status);

        using var request = new HttpRequestMessage(HttpMethod.Post, "/users") { Content = new StreamContent(new MemoryStream(Encoding.UTF8.GetBytes(body))) };
        request.Content.Headers.ContentType = new("application/json");
        request.Headers.TransferEncodingChunked = true;
        using var response = await _api.CreateClient().SendAsync(request);
        Assert.Equal(413, (int)response.StatusCode);
        Assert.Contains("limit", await response.Content.ReadAsStringAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task No_201_is_sent_when_the_event_log_does_not_take_the_event()
    {
        _api.Log.Publishing = _ => throw new EventLogUnavailableException("No broker answers.");

        using var response = await _api.SendAsync("/users", Encoding.UTF8.GetBytes(User));

        Assert.Equal(503, (int)response.StatusCode);
        Assert.Equal(TimeSpan.FromSeconds(5), response.Headers.RetryAfter!.Delta);
        Assert.Contains("No broker answers.", await response.Content.ReadAsStringAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_answer_waits_for_the_event_log()
    {
        var durable = new TaskCompletionSource();
        _api.Log.Publishing = _ => durable.Task;
        var posting = _api.PostAsync("/users", User);

        Assert.NotSame(posting, await Task.WhenAny(posting, Task.Delay(300)));
        durable.SetResult();
        Assert.Equal(201, (await posting).Status);
    }

    [Fact]
    public async Task Health_says_why_it_is_not()
    {
        using var client = _api.CreateClient();
        Assert.Equal("""{"status":"healthy"}""", await client.GetStringAsync("/health"));

        _api.Log.OutOfReach = "No broker answers.";
        using var response = await client.GetAsync("/health");
        Assert.Equal(503, (int)response.StatusCode);
        Assert.Equal("""{"status":"unhealthy","checks":{"event-log":"No broker answers."}}""", await response.Content.ReadAsStringAsync());
        Assert.Equal("""{"status":"healthy"}""", await client.GetStringAsync("/alive"));
    }

    [Theory]
    [InlineData("GET", "/users", 405)]
    [InlineData("PUT", "/transactions/batch", 405)]
    [InlineData("DELETE", "/users", 405)]
    [InlineData("POST", "/health", 405)]
    [InlineData("POST", "/nothing", 404)]
    [InlineData("POST", "/users;a=b", 404)]
    public async Task What_is_not_there_is_answered_with_problem_details_too(string method, string path, int status)
    {
        using var request = new HttpRequestMessage(new HttpMethod(method), path);
        using var response = await _api.CreateClient().SendAsync(request);

        Assert.Equal(status, (int)response.StatusCode);
        Assert.Equal("application/problem+json", response.Content.Headers.ContentType!.MediaType);
    }

    private static List<JsonElement> Errors(string body) => [.. JsonDocument.Parse(body).RootElement.GetProperty("errors").EnumerateArray()];

    private sealed class FixedTime : TimeProvider
    {
        public override DateTimeOffset GetUtcNow() => s_now.ToUniversalTime();
    }
}

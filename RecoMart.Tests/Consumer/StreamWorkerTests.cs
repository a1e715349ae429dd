using System.Diagnostics;
using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using RecoMart.Consumer.DeadLetters;
using RecoMart.Messaging;
using RecoMart.ServiceDefaults;

namespace RecoMart.Tests.Consumer;

public sealed class StreamWorkerTests : IDisposable
{
    private static readonly EventPartition s_users = new(EventTopics.Users, 0);
    private static readonly string s_userDeadLetters = EventTopics.DeadLettersOf(EventTopics.Users);

    private readonly FakeEventLog _log = new();
    private readonly FakeApi _api = new();

    public void Dispose() => _api.Dispose();

    [Fact]
    public async Task Events_are_staged_in_order_by_topic_and_then_committed()
    {
        PutUsers(1..50);
        _log.Put(EventTopics.Transactions, """{"user_id":700,"item_id":1}""");
        await using var consumer = await StartAsync();

        await consumer.UntilAsync(() => _log.Committed(s_users) == 49 && _log.Committed(new(EventTopics.Transactions, 0)) == 1);

        Assert.Equal(Users(1..50), _api.UserIds.Except([700L]));
        Assert.Equal(["/internal/ingest-transactions", "/internal/ingest-users"], _api.Posts.Select(post => post.Path).Distinct().Order());
        Assert.Equal(FakeEventLog.IdentityOf(EventTopics.Users), OfUsers()[0].Events[0].GetProperty("log").GetString());
    }

    [Fact]
    public async Task A_request_has_at_most_so_many_events_and_bytes()
    {
        PutUsers(1..26);
        await using var consumer = await StartAsync(ConsumerHost.Quick with { MaxBatchEvents = 10, MaxBatchBytes = 300 });

        await consumer.UntilAsync(() => _log.Committed(s_users) == 25);

        Assert.All(_api.Posts, post => Assert.InRange(post.Events.Count, 1, 5));
        Assert.Equal(Users(1..26), _api.UserIds);
    }

    [Fact]
    public async Task While_the_API_is_away_it_tries_for_ever_stays_a_member_and_says_so_once_a_try()
    {
        var tries = 0;
        _api.Instead = _ => Interlocked.Increment(ref tries) <= 12 ? FakeApi.Status(HttpStatusCode.ServiceUnavailable) : null;
        PutUsers(1..11);
        await using var consumer = await StartAsync();

        await consumer.UntilAsync(() => tries > 5);
        Assert.Equal(0, _log.Committed(s_users));
        Assert.Contains("503", await HealthAsync(consumer), StringComparison.Ordinal);

        await consumer.UntilAsync(() => _log.Committed(s_users) == 10);
        Assert.Equal(Users(1..11), _api.UserIds);
        Assert.Single(_log.Consumers);
        Assert.True(_log.Consumers[0].ReadsWhilePaused >= 12);
        Assert.False(_log.Consumers[0].Paused);
        Assert.Equal(12, consumer.Log.Lines.Count(line => line.Contains("wait, since", StringComparison.Ordinal)));
        Assert.Equal("", await HealthAsync(consumer));
    }

    [Fact]
    public async Task An_answer_that_is_late_or_lost_doubles_nothing()
    {
        _api.LosesAnswers = true;
        PutUsers(1..11);
        await using var consumer = await StartAsync(ConsumerHost.Quick with { PostTimeout = TimeSpan.FromMilliseconds(200) });

        await consumer.UntilAsync(() => _api.Posts.Count >= 2);
        _api.LosesAnswers = false;

        await consumer.UntilAsync(() => _log.Committed(s_users) == 10);
        Assert.Equal(Users(1..11), _api.UserIds);
    }

    [Theory]
    [InlineData("""{"results":[]}""")]
    [InlineData("""{"results":[{"status":"eaten"}]}""")]
    [InlineData("""[]""")]
    [InlineData("""<html>""")]
    public async Task An_answer_that_makes_no_sense_confirms_nothing(string answer)
    {
        var tries = 0;
        _api.Instead = _ => Interlocked.Increment(ref tries) <= 2
            ? new HttpResponseMessage(HttpStatusCode.OK) { Content = new StringContent(answer) }
            : null;
        PutUsers(1..2);
        await using var consumer = await StartAsync();

        await consumer.UntilAsync(() => _log.Committed(s_users) == 1);

        Assert.Equal([1L], _api.UserIds);
        Assert.True(tries > 2);
        Assert.Empty(_log.Of(s_userDeadLetters));
    }

    [Fact]
    public async Task A_rejected_event_goes_to_the_dead_letters_with_reason_and_origin_and_holds_nothing_up()
    {
        _api.Reject = value => value.GetProperty("user_id").GetInt64() == 2 ? "age: too young" : null;
        PutUsers(1..2);
        _log.Put(EventTopics.Users, FakeEventLog.User(2), key: "2", headers: [new("mine", "kept"), new("dead-letter-reason", "forged")]);
        PutUsers(3..5);
        await using var consumer = await StartAsync();

        await consumer.UntilAsync(() => _log.Committed(s_users) == 4);

        Assert.Equal([1L, 3, 4], _api.UserIds);
        var letter = Assert.Single(_log.Of(s_userDeadLetters));
        Assert.Equal("2", letter.Key);
        Assert.Equal(FakeEventLog.User(2), System.Text.Encoding.UTF8.GetString(letter.Value!.Value.Span));
        var headers = letter.Headers.ToDictionary(header => header.Name, header => header.Text);
        Assert.Equal("kept", headers["mine"]);
        Assert.Equal("age: too young", headers[DeadLetterHeaders.Reason]);
        Assert.Equal(EventTopics.Users, headers[DeadLetterHeaders.Topic]);
        Assert.Equal("0", headers[DeadLetterHeaders.Partition]);
        Assert.Equal("1", headers[DeadLetterHeaders.Offset]);
        Assert.EndsWith("Z", headers[DeadLetterHeaders.Time], StringComparison.Ordinal);
    }

    [Fact]
    public async Task Poison_never_reaches_the_API()
    {
        PutUsers(1..2);
        _log.Put(EventTopics.Users, "not JSON");
        _log.Put(EventTopics.Users, value: null);
        _log.Put(EventTopics.Users, (byte[])[0xff, 0xfe], 0, null, []);
        _log.Put(EventTopics.Users, $"\"{new string('x', 2_000_000)}\"");
        PutUsers(2..3);
        await using var consumer = await StartAsync();

        await consumer.UntilAsync(() => _log.Committed(s_users) == 6);

        Assert.Equal([1L, 2], _api.UserIds);
        Assert.All(_api.Posts, post => Assert.True(post.Length < 1_000));
        Assert.Equal(4, _log.Of(s_userDeadLetters).Count);
        Assert.Null(_log.Of(s_userDeadLetters)[1].Value);
        Assert.Equal(2_000_002, _log.Of(s_userDeadLetters)[3].Value!.Value.Length);
    }

    [Fact]
    public async Task Of_a_value_too_large_for_the_dead_letters_the_beginning_is_kept()
    {
        _log.PublishFailure = message => message.Value?.Length > 1_000_000 ? new EventRejectedException(message, "too large") : null;
        _log.Put(EventTopics.Users, new string('x', 2_000_000));
        await using var consumer = await StartAsync();

        await consumer.UntilAsync(() => _log.Committed(s_users) == 1);

        var letter = Assert.Single(_log.Of(s_userDeadLetters));
        Assert.Equal(DeadLetter.TruncatedBytes, letter.Value!.Value.Length);
        Assert.Contains(letter.Headers, header => header is { Name: DeadLetterHeaders.TruncatedFrom, Text: "2000000" });
    }

    [Fact]
    public async Task Nothing_is_committed_before_its_dead_letter_is_durable()
    {
        var tries = 0;
        _log.PublishFailure = _ => Interlocked.Increment(ref tries) <= 3 ? new EventLogUnavailableException("the disk is full") : null;
        _log.Put(EventTopics.Users, "poison");
        PutUsers(1..2);
        await using var consumer = await StartAsync();

        await consumer.UntilAsync(() => tries == 3);
        Assert.Equal(0, _log.Committed(s_users));

        await consumer.UntilAsync(() => _log.Committed(s_users) == 2);
        Assert.Single(_log.Of(s_userDeadLetters));
        Assert.Equal([1L], _api.UserIds);
    }

    [Fact]
    public async Task An_event_is_buried_once_even_when_nobody_hears_that_it_was()
    {
        var answers = 0;
        _log.LosesAnswers = () => Interlocked.Increment(ref answers) == 1;
        PutUsers(1..2);
        _log.Put(EventTopics.Users, "poison");
        PutUsers(2..3);
        await using var consumer = await StartAsync();

        await consumer.UntilAsync(() => _log.Committed(s_users) == 3 && _log.Consumers.Count == 2);
        PutUsers(3..4);
        await consumer.UntilAsync(() => _log.Committed(s_users) == 4);

        Assert.Single(_log.Of(s_userDeadLetters));
        Assert.Equal([1L, 2, 3], _api.UserIds);
    }

    [Fact]
    public async Task Poison_of_a_lost_partition_is_left_to_whoever_has_it_now()
    {
        _log.Put(EventTopics.Users, "poison");
        _log.Put(EventTopics.Users, "more poison", partition: 1);
        _log.Subscribed = member => member.LosesBeforePublishing = s_users;
        await using var consumer = await StartAsync();

        await consumer.UntilAsync(() => _log.Committed(new(EventTopics.Users, 1)) == 1);

        Assert.Equal(0, _log.Committed(s_users));
        Assert.Equal("more poison", System.Text.Encoding.UTF8.GetString(Assert.Single(_log.Of(s_userDeadLetters)).Value!.Value.Span));
    }

    [Theory]
    [InlineData(HttpStatusCode.BadRequest)]
    [InlineData(HttpStatusCode.RequestEntityTooLarge)]
    [InlineData(HttpStatusCode.UnprocessableEntity)]
    public async Task The_one_event_that_spoils_a_request_is_found_and_the_others_are_staged_in_order(HttpStatusCode status)
    {
        _api.Instead = post => post.Events.Any(item => item.GetProperty("offset").GetInt64() == 13)
            ? new HttpResponseMessage(status) { Content = JsonContent.Create(new { detail = "bad one" }, new MediaTypeHeaderValue("application/problem+json")) }
            : null;
        PutUsers(0..40);
        await using var consumer = await StartAsync();

        await consumer.UntilAsync(() => _log.Committed(s_users) == 40);

        Assert.Equal(Users(0..40).Where(id => id != 13), _api.UserIds);
        var reason = Assert.Single(Assert.Single(_log.Of(s_userDeadLetters)).Headers, header => header.Name == DeadLetterHeaders.Reason).Text;
        Assert.Contains("bad one", reason, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_refused_key_is_a_settings_error_said_once_and_nothing_is_lost()
    {
        PutUsers(1..2);
        await using var consumer = new ConsumerHost(_log, _api, key: "another key");
        await consumer.StartAsync();

        await consumer.UntilAsync(() => _api.Posts.Count > 4);

        Assert.Equal(0, _log.Committed(s_users));
        Assert.Empty(_log.Of(s_userDeadLetters));
        var line = Assert.Single(consumer.Log.Lines, line => line.StartsWith("Error", StringComparison.Ordinal));
        Assert.Contains("RecoMart:InternalApiKey", line, StringComparison.Ordinal);
        Assert.DoesNotContain("another key", string.Concat(consumer.Log.Lines), StringComparison.Ordinal);
        Assert.Contains("internal key", await HealthAsync(consumer), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Events_of_a_lost_partition_are_dropped_and_the_others_go_on()
    {
        _api.Instead = _ => FakeApi.Status(HttpStatusCode.ServiceUnavailable);
        PutUsers(1..3);
        _log.Put(EventTopics.Users, FakeEventLog.User(8), partition: 1);
        await using var consumer = await StartAsync();
        await consumer.UntilAsync(() => _api.Posts.Count > 1);

        _log.Consumers[0].Revoke(s_users);
        await consumer.UntilAsync(() => consumer.Log.Lines.Any(line => line.Contains("taken over", StringComparison.Ordinal)));
        _api.Instead = _ => null;

        await consumer.UntilAsync(() => _log.Committed(new(EventTopics.Users, 1)) == 1);
        Assert.Equal([8L], _api.UserIds);
        Assert.Equal(0, _log.Committed(s_users));
    }

    [Fact]
    public async Task A_stop_finishes_the_batch_and_commits_it()
    {
        using var answer = new ManualResetEventSlim();
        _api.Instead = _ =>
        {
            answer.Wait(TimeSpan.FromSeconds(20));
            return null;
        };
        PutUsers(1..11);
        await using var consumer = await StartAsync();
        await consumer.UntilAsync(() => _api.Posts.Count == 1);

        var stopping = consumer.StopAsync();
        answer.Set();
        await stopping;

        Assert.Equal(10, _log.Committed(s_users));
        Assert.True(_log.Consumers[0].IsDisposed);
    }

    [Fact]
    public async Task A_stop_does_not_wait_for_an_API_that_is_away()
    {
        _api.Instead = _ => FakeApi.Status(HttpStatusCode.BadGateway);
        PutUsers(1..11);
        await using var consumer = await StartAsync(ConsumerHost.Quick with { FirstRetry = TimeSpan.FromMinutes(1), LastRetry = TimeSpan.FromMinutes(1) });
        await consumer.UntilAsync(() => _api.Posts.Count == 1);

        await consumer.StopAsync().WaitAsync(TimeSpan.FromSeconds(10));

        Assert.Equal(0, _log.Committed(s_users));
        Assert.True(_log.Consumers[0].IsDisposed);
    }

    [Fact]
    public async Task A_commit_that_fails_is_made_up_for_by_the_next()
    {
        await using var consumer = await StartAsync();
        await consumer.UntilAsync(() => _log.Consumers.Count == 1);
        _log.Consumers[0].CommitFailure = new EventLogUnavailableException("no coordinator");
        PutUsers(1..2);
        await consumer.UntilAsync(() => consumer.Log.Lines.Any(line => line.Contains("no coordinator", StringComparison.Ordinal)));

        _log.Consumers[0].CommitFailure = null;
        PutUsers(2..3);

        await consumer.UntilAsync(() => _log.Committed(s_users) == 2);
        Assert.Equal([1L, 2], _api.UserIds);
    }

    [Fact]
    public async Task The_context_of_an_event_goes_with_it()
    {
        const string parent = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01";
        _log.Put(EventTopics.Users, FakeEventLog.User(1), headers: [new(TraceHeaders.TraceParent, parent)]);
        await using var consumer = await StartAsync();

        await consumer.UntilAsync(() => _log.Committed(s_users) == 1);

        Assert.StartsWith(parent[..35], OfUsers()[0].Events[0].GetProperty("traceparent").GetString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(0, new int[0])]
    [InlineData(2, new[] { 1, 2 })]
    [InlineData(6, new[] { 1, 2, 3, 6 })]
    public async Task The_span_of_an_event_shows_the_first_attempts_that_failed_and_the_last(int failures, int[] shown)
    {
        var trace = ActivityTraceId.CreateRandom();
        using var spans = new CollectedActivities(TelemetryNames.ConsumerActivitySource);
        var tries = 0;
        _api.Instead = _ => Interlocked.Increment(ref tries) <= failures ? FakeApi.Status(HttpStatusCode.ServiceUnavailable) : null;
        _log.Put(EventTopics.Users, FakeEventLog.User(1), headers: [new(TraceHeaders.TraceParent, $"00-{trace}-b7ad6b7169203331-01")]);
        await using var consumer = await StartAsync();

        await consumer.UntilAsync(() => _log.Committed(s_users) == 1);

        var process = Assert.Single(spans.Of(trace), span => span.OperationName == "process recomart-users");
        Assert.Equal(shown, process.Events.Select(attempt => (int)Tag(attempt, TelemetryNames.Attempt)!));
        Assert.All(process.Events, attempt =>
        {
            Assert.Equal(TelemetryNames.AttemptFailed, attempt.Name);
            Assert.Equal("503", Tag(attempt, "error.type"));
            Assert.Equal("it answered 503 Service Unavailable", Tag(attempt, TelemetryNames.Reason));
        });
        Assert.Equal(failures == 0 ? null : failures, process.GetTagItem(TelemetryNames.FailedAttempts));
        Assert.Equal(ActivityStatusCode.Unset, process.Status);
        var posts = spans.LinkedTo(trace);
        Assert.Equal([.. Enumerable.Repeat("503", failures), null], posts.Select(post => post.GetTagItem("error.type")));
        Assert.Equal(failures, posts.Count(post => post.Status == ActivityStatusCode.Error));
    }

    [Fact]
    public async Task A_consumer_that_is_stopped_while_the_API_is_away_leaves_spans_that_say_what_it_tried()
    {
        var trace = ActivityTraceId.CreateRandom();
        using var spans = new CollectedActivities(TelemetryNames.ConsumerActivitySource);
        _api.Instead = _ => FakeApi.Status(HttpStatusCode.ServiceUnavailable);
        _log.Put(EventTopics.Users, FakeEventLog.User(1), headers: [new(TraceHeaders.TraceParent, $"00-{trace}-b7ad6b7169203331-01")]);
        await using var consumer = await StartAsync();
        await consumer.UntilAsync(() => _api.Posts.Count > 1);

        await consumer.StopAsync();

        var process = spans.Of(trace).Single();
        Assert.Equal("handed_over", process.GetTagItem("error.type"));
        Assert.Equal(_api.Posts.Count, process.GetTagItem(TelemetryNames.FailedAttempts));
        Assert.Equal(0, _log.Committed(s_users));
    }

    [Fact]
    public async Task A_dead_letter_is_in_the_trace_of_its_event_and_says_why_it_failed()
    {
        var trace = ActivityTraceId.CreateRandom();
        using var spans = new CollectedActivities(TelemetryNames.ConsumerActivitySource);
        _api.Reject = _ => "age: too young";
        _log.Put(EventTopics.Users, FakeEventLog.User(1), headers: [new(TraceHeaders.TraceParent, $"00-{trace}-b7ad6b7169203331-01")]);
        await using var consumer = await StartAsync();

        await consumer.UntilAsync(() => _log.Committed(s_users) == 1 && spans.Of(trace).Count == 1);

        var process = spans.Of(trace).Single();
        Assert.Equal("rejected", process.GetTagItem("error.type"));
        Assert.Equal((ActivityStatusCode.Error, "age: too young"), (process.Status, process.StatusDescription));
        Assert.True(TraceHeaders.TryExtract(_log.Of(s_userDeadLetters).Single().Headers, out var context));
        Assert.Equal((process.TraceId, process.SpanId), (context.TraceId, context.SpanId));
    }

    [Fact]
    public async Task The_lag_is_in_the_data_of_the_health_check()
    {
        _api.Instead = _ => FakeApi.Status(HttpStatusCode.ServiceUnavailable);
        PutUsers(1..6);
        await using var consumer = await StartAsync();
        await consumer.UntilAsync(() => _api.Posts.Count > 1);

        var report = await consumer.Services.GetRequiredService<HealthCheckService>().CheckHealthAsync();

        Assert.Equal(5L, report.Entries["api"].Data["lag recomart-users 0"]);
    }

    private static IEnumerable<long> Users(Range ids) => Enumerable.Range(ids.Start.Value, ids.End.Value - ids.Start.Value).Select(id => (long)id);

    private static object? Tag(ActivityEvent attempt, string name) => attempt.Tags.Single(tag => tag.Key == name).Value;

    private static async Task<string> HealthAsync(ConsumerHost consumer)
    {
        var report = await consumer.Services.GetRequiredService<HealthCheckService>().CheckHealthAsync();
        return report.Status == HealthStatus.Healthy ? "" : string.Join("; ", report.Entries.Values.Select(entry => entry.Description));
    }

    private List<FakeApi.Post> OfUsers() => [.. _api.Posts.Where(post => post.Path == "/internal/ingest-users")];

    private void PutUsers(Range ids)
    {
        foreach (var id in Users(ids))
            _log.Put(EventTopics.Users, FakeEventLog.User(id));
    }

    private async Task<ConsumerHost> StartAsync(RecoMart.Consumer.ConsumerOptions? options = null)
    {
        var consumer = new ConsumerHost(_log, _api, options);
        await consumer.StartAsync();
        return consumer;
    }
}

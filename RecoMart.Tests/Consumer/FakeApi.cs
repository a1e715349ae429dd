using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using RecoMart.Consumer;

namespace RecoMart.Tests.Consumer;

/// <summary>The API's internal endpoints: stages what comes, as they do, unless a test has something else in mind.</summary>
internal sealed class FakeApi : HttpMessageHandler
{
    public const string Key = "a-key-of-32-letters-and-digits-00";

    private readonly Lock _lock = new();
    private readonly HashSet<(string Log, string Topic, int Partition, long Offset)> _staged = [];
    private readonly List<JsonElement> _rows = [];
    private readonly List<Post> _posts = [];

    /// <summary>Answers in the API's place; null leaves it to the API.</summary>
    public Func<Post, HttpResponseMessage?> Instead { get; set; } = _ => null;

    /// <summary>Says why an event's value breaks a rule, or null.</summary>
    public Func<JsonElement, string?> Reject { get; set; } = _ => null;

    /// <summary>Staged, and then no answer comes.</summary>
    public bool LosesAnswers { get; set; }

    public IReadOnlyList<JsonElement> Rows
    {
        get
        {
            lock (_lock)
                return [.. _rows];
        }
    }

    public IReadOnlyList<Post> Posts
    {
        get
        {
            lock (_lock)
                return [.. _posts];
        }
    }

    public IReadOnlyList<long> UserIds => [.. Rows.Select(row => row.GetProperty("user_id").GetInt64())];

    public static HttpResponseMessage Status(HttpStatusCode status) => new(status);

    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        if (request.Method == HttpMethod.Get)
            return Status(HttpStatusCode.OK);
        var body = await request.Content!.ReadAsByteArrayAsync(cancellationToken);
        using var document = JsonDocument.Parse(body);
        var post = new Post(
            request.RequestUri!.AbsolutePath,
            request.Headers.TryGetValues(InternalKey.Header, out var keys) ? keys.Single() : null,
            [.. document.RootElement.EnumerateArray().Select(item => item.Clone())],
            body.Length);
        lock (_lock)
            _posts.Add(post);
        if (post.Key != Key)
            return Status(HttpStatusCode.Unauthorized);
        if (Instead(post) is { } answer)
            return answer;
        var results = Stage(post);
        if (LosesAnswers)
            await Task.Delay(Timeout.Infinite, cancellationToken);
        return new HttpResponseMessage(HttpStatusCode.OK) { Content = JsonContent.Create(new { results }) };
    }

    private List<Dictionary<string, string>> Stage(Post post)
    {
        lock (_lock)
            return [.. post.Events.Select(Stage)];
    }

    private Dictionary<string, string> Stage(JsonElement item)
    {
        var value = item.GetProperty("value");
        if (Reject(value) is { } reason)
            return new() { ["status"] = "rejected", ["reason"] = reason };
        if (!_staged.Add((
            item.GetProperty("log").GetString()!,
            item.GetProperty("topic").GetString()!,
            item.GetProperty("partition").GetInt32(),
            item.GetProperty("offset").GetInt64())))
            return new() { ["status"] = "duplicate" };
        _rows.Add(value);
        return new() { ["status"] = "staged" };
    }

    /// <param name="Path">The path.</param>
    /// <param name="Key">The internal key.</param>
    /// <param name="Events">The events.</param>
    /// <param name="Length">The body's length in bytes.</param>
    internal sealed record Post(string Path, string? Key, IReadOnlyList<JsonElement> Events, int Length);
}

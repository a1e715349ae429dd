using System.Net;
using System.Net.Http.Json;
using System.Text.Json;

namespace RecoMart.Tests.EndToEnd;

/// <summary>
/// Clients that post transactions as fast as they get answers, each as one user, whose items count up: so order is seen in what was staged.
/// Some post one event at a time, some many. What was not accepted is not posted again.
/// </summary>
internal sealed class StreamLoad(HttpClient client) : IDisposable
{
    private const int Clients = 16;
    private const int BatchSize = 40;

    private static readonly TimeSpan s_pauseAfterFailure = TimeSpan.FromMilliseconds(20);

    private readonly Lock _lock = new();
    private readonly CancellationTokenSource _stop = new();
    private readonly HashSet<(long User, long Item)> _accepted = [];
    private readonly HashSet<(long User, long Item)> _sent = [];
    private readonly long _firstUser = DateTime.UtcNow.Ticks;
    private int _failed;

    /// <summary>How long a client waits between an answer and its next request, to leave something of the machine to others.</summary>
    public TimeSpan Pause { get; init; }

    public int AcceptedCount
    {
        get
        {
            lock (_lock)
                return _accepted.Count;
        }
    }

    public int FailedCount => Volatile.Read(ref _failed);

    public HashSet<(long User, long Item)> Accepted
    {
        get
        {
            lock (_lock)
                return [.. _accepted];
        }
    }

    public HashSet<(long User, long Item)> Sent
    {
        get
        {
            lock (_lock)
                return [.. _sent];
        }
    }

    public bool IsMine(long user) => user >= _firstUser && user < _firstUser + Clients;

    public Task StartAsync() => Task.WhenAll(Enumerable.Range(0, Clients).Select(i => Task.Run(() => PostAsync(_firstUser + i, i % 4 == 0 ? BatchSize : 1))));

    public Task StopAsync() => _stop.CancelAsync();

    public void Dispose() => _stop.Dispose();

    private async Task PostAsync(long user, int size)
    {
        for (var first = 1L; !_stop.IsCancellationRequested; first += size)
        {
            var items = Enumerable.Range(0, size).Select(i => first + i).ToList();
            lock (_lock)
                _sent.UnionWith(items.Select(item => (user, item)));
            try
            {
                var accepted = size == 1 ? await PostOneAsync(user, first) : await PostManyAsync(user, items);
                lock (_lock)
                    _accepted.UnionWith(accepted.Select(item => (user, item)));
                if (accepted.Count == size)
                {
                    await Task.Delay(Pause);
                    continue;
                }
            }
            catch (Exception exception) when (exception is HttpRequestException or IOException or TaskCanceledException)
            {
            }
            Interlocked.Increment(ref _failed);
            await Task.Delay(s_pauseAfterFailure);
        }
    }

    private async Task<List<long>> PostOneAsync(long user, long item)
    {
        using var response = await client.PostAsJsonAsync(new Uri("/transactions", UriKind.Relative), Event(user, item));
        return response.StatusCode == HttpStatusCode.Created ? [item] : [];
    }

    private async Task<List<long>> PostManyAsync(long user, List<long> items)
    {
        using var response = await client.PostAsJsonAsync(
            new Uri("/transactions/batch", UriKind.Relative), items.Select(item => Event(user, item)));
        if (response.StatusCode is not (HttpStatusCode.Created or HttpStatusCode.MultiStatus))
            return [];
        var answer = await response.Content.ReadFromJsonAsync<JsonElement>();
        return [.. answer.GetProperty("items").EnumerateArray()
            .Select((result, i) => (Item: items[i], IsAccepted: result.GetProperty("status").GetString() == "accepted"))
            .Where(result => result.IsAccepted)
            .Select(result => result.Item)];
    }

    private static object Event(long user, long item) => new { user_id = user, item_id = item, view_mode = "view" };
}

using System.Diagnostics;

namespace RecoMart.Benchmarks.Streaming.Load;

/// <summary>Clients that post as fast as they get answers, each over its own connection, in a process of their own.</summary>
internal static class PostLoad
{
    /// <summary>
    /// What to start the process with: answers are read on the thread that hears of them. To wake another one for each would take more of
    /// the server's time than all the rest.
    /// </summary>
    public static IReadOnlyDictionary<string, string> Environment { get; } = new Dictionary<string, string>
    {
        ["DOTNET_SYSTEM_NET_SOCKETS_INLINE_COMPLETIONS"] = "1",
        ["DOTNET_SYSTEM_NET_SOCKETS_THREAD_COUNT"] = "1",
    };

    /// <summary>Posts one event at a time.</summary>
    /// <param name="port">The server's port on this machine.</param>
    /// <param name="connections">How many clients.</param>
    /// <param name="warmUp">How long their posts are not counted yet.</param>
    /// <param name="time">How long they are counted then.</param>
    public static async Task<PostLoadResult> RunForAsync(int port, int connections, TimeSpan warmUp, TimeSpan time)
    {
        var start = Stopwatch.GetTimestamp();
        long all = 0, counted = 0;
        await RunAsync(port, connections, PostRequest.One, () => Stopwatch.GetElapsedTime(start) < warmUp + time, () =>
        {
            Interlocked.Increment(ref all);
            if (Stopwatch.GetElapsedTime(start) is var at && at >= warmUp && at < warmUp + time)
                Interlocked.Increment(ref counted);
        });
        return new PostLoadResult(all, counted / time.TotalSeconds);
    }

    /// <summary>Posts many events at a time.</summary>
    /// <param name="port">The server's port on this machine.</param>
    /// <param name="connections">How many clients.</param>
    /// <param name="posts">How many posts altogether.</param>
    /// <param name="size">Events in a post.</param>
    public static async Task<PostLoadResult> RunBulkAsync(int port, int connections, int posts, int size)
    {
        long all = 0;
        var begun = 0;
        var start = Stopwatch.GetTimestamp();
        await RunAsync(port, connections, user => PostRequest.Many(user, size), () => Interlocked.Increment(ref begun) <= posts, () => Interlocked.Add(ref all, size));
        return new PostLoadResult(all, all / Stopwatch.GetElapsedTime(start).TotalSeconds);
    }

    private static async Task RunAsync(int port, int connections, Func<long, PostRequest> prepare, Func<bool> goesOn, Action answered)
    {
        const long firstUser = 1_000_000;
        var clients = new List<(PostConnection Connection, PostRequest Request)>();
        try
        {
            for (var i = 0; i < connections; i++)
            {
                var connection = new PostConnection();
                clients.Add((connection, prepare(firstUser + i)));
                await connection.ConnectAsync(port);
            }
            await Task.WhenAll(clients.Select(client => PostAsync(client.Connection, client.Request)));
        }
        finally
        {
            foreach (var (connection, _) in clients)
                connection.Dispose();
        }

        async Task PostAsync(PostConnection connection, PostRequest request)
        {
            while (goesOn())
            {
                await connection.PostAsync(request);
                answered();
            }
        }
    }
}

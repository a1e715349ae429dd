using System.Diagnostics;
using RecoMart.Benchmarks.Streaming.Load;

namespace RecoMart.Benchmarks.Streaming;

/// <summary>From sending a request until its row is in the staging file, one event at a time.</summary>
internal sealed class LatencyPart(StreamOptions options, StreamServices services, Action<string> progress)
{
    private const int WarmUpPosts = 40;

    public async Task<Latencies> RunAsync()
    {
        await using var api = await services.StartApiAsync();
        await using var consumer = await services.StartConsumerAsync(api);
        using var staging = new StagingWatch(services.DataFolder);
        using var client = new PostConnection();
        await client.ConnectAsync(api.Port);
        progress($"{services.Log}: {options.LightPosts} posts, one at a time");
        var latencies = new List<double>();
        for (var i = -WarmUpPosts; i < options.LightPosts; i++)
        {
            var length = staging.Length;
            var start = Stopwatch.GetTimestamp();
            await client.PostAsync(PostRequest.One(1_000 + i));
            staging.UntilLongerThan(length);
            var taken = Stopwatch.GetElapsedTime(start);
            if (i >= 0)
                latencies.Add(taken.TotalMilliseconds);
            if (options.LightInterval > taken)
                await Task.Delay(options.LightInterval - taken);
        }
        return Latencies.Of(latencies);
    }
}

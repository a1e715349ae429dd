using RecoMart.Benchmarks.Measurement;

namespace RecoMart.Benchmarks.Streaming;

/// <summary>
/// One event a request: the API against the minimal API. Both run all the time, and the load goes to one of them at a time. No consumer
/// runs, and nobody receives telemetry.
/// </summary>
internal sealed class OnePostPart(StreamOptions options, StreamServices services, Action<string> progress)
{
    // Of each run: until all clients are there, and compiled.
    private const double WarmUp = 0.5;

    public async Task<IReadOnlyList<OnePostReport>> RunAsync()
    {
        await using var api = await services.StartApiAsync();
        await using var peer = await services.StartPeerAsync();
        progress($"{services.Log}: warm-up");
        var accepted = Post(api, options.Connections[0], options.WarmUpSeconds).Posts;
        Post(peer, options.Connections[0], options.WarmUpSeconds);

        var runs = options.Connections.ToDictionary(connections => connections, _ => new List<(Run Ours, Run Theirs)>());
        for (var pair = 1; pair <= options.Pairs; pair++)
        {
            foreach (var connections in options.Connections)
            {
                progress($"{services.Log}: one event a post, {connections} connections, pair {pair} of {options.Pairs}");
                var (ours, theirs) = (Post(api, connections, options.Seconds), Post(peer, connections, options.Seconds));
                accepted += ours.Posts;
                runs[connections].Add((ours, theirs));
            }
        }

        var logged = await services.Log.CountAsync();
        if (logged != accepted)
            throw new InvalidDataException($"{services.Log}: {accepted} events were accepted, and {logged} are in the log.");
        return [.. options.Connections.Select(connections => Report(connections, runs[connections]))];
    }

    private static Run Post(ServiceProcess server, int connections, double seconds)
    {
        var before = server.Cpu;
        var load = StreamServices.Post(server, connections, WarmUp, seconds);
        return new Run(load.EventsPerSecond, (server.Cpu - before).TotalMicroseconds / load.Accepted, load.Accepted);
    }

    private static OnePostReport Report(int connections, List<(Run Ours, Run Theirs)> runs) => new(
        connections,
        Spread.Of(runs.Select(run => run.Ours.PerSecond)), Spread.Of(runs.Select(run => run.Ours.CpuMicroseconds)),
        Spread.Of(runs.Select(run => run.Theirs.PerSecond)), Spread.Of(runs.Select(run => run.Theirs.CpuMicroseconds)),
        Spread.Of(runs.Select(run => run.Ours.PerSecond / run.Theirs.PerSecond)));

    private sealed record Run(double PerSecond, double CpuMicroseconds, long Posts);
}

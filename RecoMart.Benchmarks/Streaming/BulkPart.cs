using RecoMart.Benchmarks.Measurement;
using RecoMart.Benchmarks.Streaming.Load;

namespace RecoMart.Benchmarks.Streaming;

/// <summary>
/// Many events a request against a raw producer, and then, with what is in the log, the consumer and the API that stage it against a
/// consumer that only reads. Each run has new services and files. Services run long, so each side does once for warm-up what is measured then.
/// </summary>
internal sealed class BulkPart(StreamOptions options, Func<string, Task<StreamServices>> create, Action<string> progress)
{
    private const int Clients = 4;

    public async Task<BulkReport> RunAsync()
    {
        var runs = new List<(double Posted, double Published, double Drained, double Read)>();
        for (var pair = 1; pair <= options.Pairs; pair++)
            runs.Add(await RunOnceAsync(pair));
        return new BulkReport(
            Spread.Of(runs.Select(run => run.Posted)), Spread.Of(runs.Select(run => run.Published)), Spread.Of(runs.Select(run => run.Posted / run.Published)),
            Spread.Of(runs.Select(run => run.Drained)), Spread.Of(runs.Select(run => run.Read)), Spread.Of(runs.Select(run => run.Drained / run.Read)));
    }

    private async Task<(double Posted, double Published, double Drained, double Read)> RunOnceAsync(int pair)
    {
        var services = await create($"bulk-{pair}");
        var log = services.Log;
        await using var api = await services.StartApiAsync();
        progress($"{log}: bulk posts, pair {pair} of {options.Pairs}");
        var (warmUp, posted) = (Post(), Post());
        var published = services.Publish(Clients, options.BulkSize, options.BulkEvents);

        var accepted = warmUp.Accepted + posted.Accepted;
        if (await log.CountAsync() is var logged && logged != accepted)
            throw new InvalidDataException($"{log}: {accepted} events were accepted, and {logged} are in the log.");

        progress($"{log}: drain, pair {pair} of {options.Pairs}");
        using var staging = new StagingWatch(services.DataFolder);
        double drained;
        await using (await services.StartConsumerAsync(api))
        {
            drained = await staging.UntilStagedAsync(accepted);
            progress($"{log}: bare reader, pair {pair} of {options.Pairs}");
        }
        if (staging.CountCommitted() is var staged && staged != accepted)
            throw new InvalidDataException($"{log}: {accepted} events were accepted, and {staged} are staged.");
        return (posted.EventsPerSecond, published.EventsPerSecond, drained, services.Read(options.BulkEvents).EventsPerSecond);

        PostLoadResult Post() => StreamServices.PostBulk(api, Clients, options.BulkEvents / options.BulkSize, options.BulkSize);
    }
}

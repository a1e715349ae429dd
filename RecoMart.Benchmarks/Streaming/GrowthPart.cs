namespace RecoMart.Benchmarks.Streaming;

/// <summary>
/// The same load for more and more clients, and on topics with more and more partitions. Kafka's topics are made for each number and deleted
/// again, so it must have none of them before.
/// </summary>
internal sealed class GrowthPart(
    StreamOptions options, GrowingTopics topics, Func<string, Task<StreamServices>> create, Action<string> progress)
{
    public async Task<GrowthReport> RunAsync()
    {
        topics.RequireNone();
        var partitions = new List<PartitionsReport>();
        foreach (var count in options.GrowingPartitions)
        {
            progress($"{count} partitions");
            var bulk = new BulkPart(options, name => CreateAsync($"{count}-partitions-{name}", count), progress);
            partitions.Add(new PartitionsReport(count, await bulk.RunAsync()));
            await topics.DeleteAsync();
        }
        var one = new OnePostPart(options with { Connections = options.GrowingConnections }, await create("growing-connections"), progress);
        return new GrowthReport([.. (await one.RunAsync()).OrderBy(report => report.Connections)], partitions);
    }

    private async Task<StreamServices> CreateAsync(string name, int partitions)
    {
        await topics.MakeAsync(name, partitions);
        return await create(name);
    }
}

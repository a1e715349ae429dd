namespace RecoMart.Tests.EndToEnd;

/// <summary>The real AppHost, its orchestrator and the ingestor's own process.</summary>
public sealed class BatchIngestionTests
{
    [Fact]
    public async Task Starting_the_AppHost_fills_the_lake_and_Ingest_now_does_it_again()
    {
        using var deadline = new CancellationTokenSource(TimeSpan.FromMinutes(3));
        await using var run = new AppHostRun();
        run.WriteData("users.csv", "user_id,age,gender,device\n1,28,M,Mobile\n2,35,F,Tablet\n");
        run.WriteData(
            "transactions.csv",
            "user_id,item_id,view_mode,rating,timestamp\n1,10,purchase,5,2026-01-27T10:30:00\n2,10,view,,2026-01-27T11:00:00\n");
        run.WriteData("products.json", """[{"item_id":10,"price":9.99,"brand":"Acme","category":"Toys","rating":4.5,"in_stock":true}]""");
        await run.BuildAsync("--EventLog=embedded", deadline.Token);

        await run.App.StartAsync(deadline.Token);

        var first = await run.IngestedAsync(after: null, deadline.Token);
        Assert.Equal(0, first.ExitCode);
        Assert.Equal(
            ["products", "transactions", "users"],
            Directory.EnumerateDirectories(run.Combine("storage", "validated")).Select(Path.GetFileName).Order());
        await run.IngestNowAsync(first, deadline.Token);
    }

    [Fact]
    public async Task Where_a_source_was_never_ingested_Build_features_says_which_and_what_to_do()
    {
        using var deadline = new CancellationTokenSource(TimeSpan.FromMinutes(3));
        await using var run = new AppHostRun();
        run.WriteData("users.csv", "user_id,age,gender,device\n1,28,M,Mobile\n");
        await run.BuildAsync("--EventLog=embedded", deadline.Token);
        await run.App.StartAsync(deadline.Token);
        await run.IngestedAsync(after: null, deadline.Token);

        var built = await run.App.ResourceCommands.ExecuteCommandAsync("batch-ingestor", "build-features", deadline.Token);

        Assert.False(built.Success);
        Assert.Equal(
            $"prepare failed: Nothing of products is validated in the lake at {run.Combine("storage")}: run ingest products first.", built.Message);
        Assert.False(Directory.Exists(run.Combine("storage", "prepared")));

        Directory.Delete(run.Combine("storage"), recursive: true);
        built = await run.App.ResourceCommands.ExecuteCommandAsync("batch-ingestor", "build-features", deadline.Token);
        Assert.Equal($"There is nothing to build from: the lake {run.Combine("storage")} is not there yet. Press Ingest now first.", built.Message);
    }
}

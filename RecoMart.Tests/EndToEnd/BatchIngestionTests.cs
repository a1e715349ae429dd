using Aspire.Hosting;
using Aspire.Hosting.ApplicationModel;
using Aspire.Hosting.Testing;

namespace RecoMart.Tests.EndToEnd;

/// <summary>The real AppHost, its orchestrator and the ingestor's own process.</summary>
public sealed class BatchIngestionTests : IDisposable
{
    private const string Ingestor = "batch-ingestor";

    private readonly TemporaryDirectory _directory = new();

    public void Dispose() => _directory.Dispose();

    [Fact]
    public async Task Starting_the_AppHost_fills_the_lake_and_Ingest_now_does_it_again()
    {
        WriteSources();
        using var deadline = new CancellationTokenSource(TimeSpan.FromMinutes(3));
        var builder = await DistributedApplicationTestingBuilder.CreateAsync<Projects.RecoMart_AppHost>(
            [
                "--EventLog=embedded",
                "--Parameters:internal-api-key=0123456789abcdef0123456789abcdef",
                $"--data_dir={_directory.Combine("data")}",
                $"--storage_base={_directory.Combine("storage")}",
                $"--events_dir={_directory.Combine("events")}",
            ],
            deadline.Token);
        // Nobody looks at this run's telemetry; without it the resources stop at once.
        foreach (var service in builder.Resources.OfType<ProjectResource>())
            builder.CreateResourceBuilder(service).WithEnvironment("OTEL_SDK_DISABLED", "true");
        await using var app = await builder.BuildAsync(deadline.Token);
        try
        {
            await app.StartAsync(deadline.Token);
            var first = await FinishedAsync(app, after: null, deadline.Token);
            Assert.Equal(0, first.ExitCode);
            Assert.Equal(
                ["products", "transactions", "users"],
                Directory.EnumerateDirectories(_directory.Combine("storage", "validated")).Select(Path.GetFileName).Order());

            var command = await app.ResourceCommands.ExecuteCommandAsync(Ingestor, "ingest-now", deadline.Token);
            Assert.True(command.Success, command.Message);
            Assert.Equal(0, (await FinishedAsync(app, after: first.StartTimeStamp, deadline.Token)).ExitCode);
        }
        finally
        {
            using var grace = new CancellationTokenSource(TimeSpan.FromSeconds(30));
            await app.StopAsync(grace.Token);
        }
    }

    private static async Task<CustomResourceSnapshot> FinishedAsync(
        DistributedApplication app, DateTime? after, CancellationToken cancellationToken)
    {
        var finished = await app.ResourceNotifications.WaitForResourceAsync(
            Ingestor,
            resource => KnownResourceStates.TerminalStates.Contains(resource.Snapshot.State?.Text)
                && resource.Snapshot.ExitCode is not null
                && (after is null || resource.Snapshot.StartTimeStamp > after),
            cancellationToken);
        return finished.Snapshot;
    }

    private void WriteSources()
    {
        Directory.CreateDirectory(_directory.Combine("data"));
        File.WriteAllText(_directory.Combine("data", "users.csv"), "user_id,age,gender,device\n1,28,M,Mobile\n2,35,F,Tablet\n");
        File.WriteAllText(
            _directory.Combine("data", "transactions.csv"),
            "user_id,item_id,view_mode,rating,timestamp\n1,10,purchase,5,2026-01-27T10:30:00\n2,10,view,,2026-01-27T11:00:00\n");
        File.WriteAllText(
            _directory.Combine("data", "products.json"),
            """[{"item_id":10,"price":9.99,"brand":"Acme","category":"Toys","rating":4.5,"in_stock":true}]""");
    }
}

using System.Diagnostics;
using System.Net;
using System.Text;
using Aspire.Hosting;
using Aspire.Hosting.ApplicationModel;
using Aspire.Hosting.Testing;

namespace RecoMart.Tests.EndToEnd;

/// <summary>The real AppHost on the embedded log: from a client's request to the lake.</summary>
public sealed class StreamingTests : IDisposable
{
    private static readonly TimeSpan s_staged = TimeSpan.FromSeconds(5);

    private readonly TemporaryDirectory _directory = new();

    public void Dispose() => _directory.Dispose();

    [Fact]
    public async Task The_two_requests_of_the_specification_are_staged_in_a_moment_and_in_the_lake_with_the_next_batch()
    {
        Directory.CreateDirectory(_directory.Combine("data"));
        File.WriteAllText(
            _directory.Combine("data", "products.json"),
            """[{"item_id":150,"price":9.99,"brand":"Acme","category":"Toys","rating":4.5,"in_stock":true}]""");
        using var deadline = new CancellationTokenSource(TimeSpan.FromMinutes(4));
        var builder = await DistributedApplicationTestingBuilder.CreateAsync<Projects.RecoMart_AppHost>(
            [
                "--EventLog=embedded",
                "--Parameters:internal-api-key=0123456789abcdef0123456789abcdef",
                $"--data_dir={_directory.Combine("data")}",
                $"--storage_base={_directory.Combine("storage")}",
                $"--events_dir={_directory.Combine("events")}",
            ],
            deadline.Token);
        foreach (var service in builder.Resources.OfType<ProjectResource>())
            builder.CreateResourceBuilder(service).WithEnvironment("OTEL_SDK_DISABLED", "true");
        await using var app = await builder.BuildAsync(deadline.Token);
        try
        {
            await app.StartAsync(deadline.Token);
            await app.ResourceNotifications.WaitForResourceHealthyAsync("consumer", deadline.Token);
            var first = await FinishedAsync(app, after: null, deadline.Token);
            using var client = app.CreateHttpClient("api", "http");

            var user = await PostAsync(client, "/users", """{"user_id": 1001, "age": 25, "gender": "F", "device": "Mobile"}""");
            var transaction = await PostAsync(
                client, "/transactions", """{"user_id": 1001, "item_id": 150, "view_mode": "purchase", "rating": 5}""");

            Assert.Equal((HttpStatusCode.Created, """{"status":"accepted","user_id":1001}"""), user);
            Assert.Equal((HttpStatusCode.Created, """{"status":"accepted","user_id":1001}"""), transaction);
            await StagedAsync("users_api_staging.csv", "user_id,age,gender,device\n1001,25,F,Mobile\n");
            await StagedAsync("transactions_api_staging.csv", "user_id,item_id,view_mode,rating,timestamp\n1001,150,purchase,5,");

            Assert.True((await app.ResourceCommands.ExecuteCommandAsync("batch-ingestor", "ingest-now", deadline.Token)).Success);
            Assert.Equal(0, (await FinishedAsync(app, first.StartTimeStamp, deadline.Token)).ExitCode);
            Assert.Equal(1, RecordsOf("users"));
            Assert.Equal(1, RecordsOf("transactions"));
        }
        finally
        {
            using var grace = new CancellationTokenSource(TimeSpan.FromSeconds(30));
            await app.StopAsync(grace.Token);
        }
    }

    private static async Task<(HttpStatusCode, string)> PostAsync(HttpClient client, string path, string json)
    {
        using var content = new StringContent(json, Encoding.UTF8, "application/json");
        using var response = await client.PostAsync(new Uri(path, UriKind.Relative), content);
        return (response.StatusCode, await response.Content.ReadAsStringAsync());
    }

    private static async Task<CustomResourceSnapshot> FinishedAsync(DistributedApplication app, DateTime? after, CancellationToken cancellationToken) =>
        (await app.ResourceNotifications.WaitForResourceAsync(
            "batch-ingestor",
            resource => KnownResourceStates.TerminalStates.Contains(resource.Snapshot.State?.Text)
                && resource.Snapshot.ExitCode is not null
                && (after is null || resource.Snapshot.StartTimeStamp > after),
            cancellationToken)).Snapshot;

    private async Task StagedAsync(string file, string beginning)
    {
        var start = Stopwatch.GetTimestamp();
        var path = _directory.Combine("data", file);
        while (!File.ReadAllText(path).StartsWith(beginning, StringComparison.Ordinal))
        {
            Assert.True(Stopwatch.GetElapsedTime(start) < s_staged, $"Not staged: {File.ReadAllText(path)}");
            await Task.Delay(2);
        }
    }

    private int RecordsOf(string source)
    {
        var metadata = Directory.EnumerateFiles(
            _directory.Combine("storage", "validated", source), "*_metadata.json", SearchOption.AllDirectories).Single();
        using var json = System.Text.Json.JsonDocument.Parse(File.ReadAllText(metadata));
        return json.RootElement.GetProperty("record_count").GetInt32();
    }
}

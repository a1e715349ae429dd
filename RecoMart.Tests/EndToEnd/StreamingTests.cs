using System.Diagnostics;
using System.Net;
using System.Text;
using Aspire.Hosting.ApplicationModel;
using Aspire.Hosting.Testing;

namespace RecoMart.Tests.EndToEnd;

/// <summary>The real AppHost: from a client's request to the lake.</summary>
public sealed class StreamingTests
{
    private static readonly TimeSpan s_staged = TimeSpan.FromSeconds(5);

    [Fact]
    public async Task The_two_requests_of_the_specification_are_staged_in_a_moment_and_in_the_lake_with_the_next_batch()
    {
        using var deadline = new CancellationTokenSource(TimeSpan.FromMinutes(4));
        await using var run = new AppHostRun();
        await BuildAsync(run, "--EventLog=embedded", deadline.Token);
        await run.App.StartAsync(deadline.Token);

        await StreamAndIngestAsync(run, deadline.Token);
    }

    [SkippableFact]
    public async Task On_Kafka_it_is_the_same_and_brokers_that_are_not_there_yet_are_waited_for()
    {
        KafkaCluster.SkipUnlessInstalled();
        using var deadline = new CancellationTokenSource(TimeSpan.FromMinutes(4));
        await using var kafka = new KafkaCluster(brokers: 1);
        await using var run = new AppHostRun();
        await BuildAsync(run, $"--ConnectionStrings:kafka={kafka.Servers}", deadline.Token);
        var starting = run.App.StartAsync(deadline.Token);
        foreach (var service in new[] { "api", "consumer" })
            await run.App.ResourceNotifications.WaitForResourceAsync(service, KnownResourceStates.Waiting, deadline.Token);
        await run.App.ResourceNotifications.WaitForResourceAsync(
            "kafka", resource => resource.Snapshot.HealthReports.Any(report => report.Description?.Contains("No broker takes a connection", StringComparison.Ordinal) == true), deadline.Token);

        await kafka.StartAsync();

        await starting;
        await StreamAndIngestAsync(run, deadline.Token);
    }

    private static async Task BuildAsync(AppHostRun run, string eventLog, CancellationToken cancellationToken)
    {
        run.WriteData("products.json", """[{"item_id":150,"price":9.99,"brand":"Acme","category":"Toys","rating":4.5,"in_stock":true}]""");
        await run.BuildAsync(eventLog, cancellationToken);
    }

    private static async Task StreamAndIngestAsync(AppHostRun run, CancellationToken cancellationToken)
    {
        await run.App.ResourceNotifications.WaitForResourceHealthyAsync("consumer", cancellationToken);
        var first = await run.IngestedAsync(after: null, cancellationToken);
        using var client = run.App.CreateHttpClient("api", "http");

        var user = await PostAsync(client, "/users", """{"user_id": 1001, "age": 25, "gender": "F", "device": "Mobile"}""");
        var transaction = await PostAsync(
            client, "/transactions", """{"user_id": 1001, "item_id": 150, "view_mode": "purchase", "rating": 5}""");

        Assert.Equal((HttpStatusCode.Created, """{"status":"accepted","user_id":1001}"""), user);
        Assert.Equal((HttpStatusCode.Created, """{"status":"accepted","user_id":1001}"""), transaction);
        await StagedAsync(run.Combine("data", "users_api_staging.csv"), "user_id,age,gender,device\n1001,25,F,Mobile\n");
        await StagedAsync(
            run.Combine("data", "transactions_api_staging.csv"), "user_id,item_id,view_mode,rating,timestamp\n1001,150,purchase,5,");

        await run.IngestNowAsync(first, cancellationToken);
        Assert.Equal(1, RecordsOf(run, "users"));
        Assert.Equal(1, RecordsOf(run, "transactions"));
    }

    private static async Task<(HttpStatusCode, string)> PostAsync(HttpClient client, string path, string json)
    {
        using var content = new StringContent(json, Encoding.UTF8, "application/json");
        using var response = await client.PostAsync(new Uri(path, UriKind.Relative), content);
        return (response.StatusCode, await response.Content.ReadAsStringAsync());
    }

    private static async Task StagedAsync(string path, string beginning)
    {
        var start = Stopwatch.GetTimestamp();
        while (!File.ReadAllText(path).StartsWith(beginning, StringComparison.Ordinal))
        {
            Assert.True(Stopwatch.GetElapsedTime(start) < s_staged, $"Not staged: {File.ReadAllText(path)}");
            await Task.Delay(2);
        }
    }

    private static int RecordsOf(AppHostRun run, string source)
    {
        var metadata = Directory.EnumerateFiles(
            run.Combine("storage", "validated", source), "*_metadata.json", SearchOption.AllDirectories).Single();
        using var json = System.Text.Json.JsonDocument.Parse(File.ReadAllText(metadata));
        return json.RootElement.GetProperty("record_count").GetInt32();
    }
}

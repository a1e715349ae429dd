using System.Net;
using System.Text;
using Aspire.Hosting;
using Aspire.Hosting.ApplicationModel;
using Aspire.Hosting.Testing;

namespace RecoMart.Tests.EndToEnd;

/// <summary>The real AppHost with its dashboard: what it shows, and what its commands do.</summary>
public sealed class DashboardTests
{
    private const int DemoEvents = 25;
    private const int DemoUsers = 5;
    private const string ClientSpan = "b7ad6b7169203331";

    [Fact]
    public async Task On_the_embedded_log_it_shows_one_trace_an_event_and_its_commands_do_what_they_say()
    {
        using var deadline = new CancellationTokenSource(TimeSpan.FromMinutes(4));
        await using var run = new AppHostRun();
        await StartAsync(run, "--EventLog=embedded", deadline.Token);

        await TraceAsync(run, deadline.Token);
        await PressAsync(run, deadline.Token);
    }

    [SkippableFact]
    public async Task On_Kafka_it_is_the_same()
    {
        KafkaCluster.SkipUnlessInstalled();
        using var deadline = new CancellationTokenSource(TimeSpan.FromMinutes(4));
        await using var kafka = new KafkaCluster(brokers: 1);
        await kafka.StartAsync();
        await using var run = new AppHostRun();
        await StartAsync(run, $"--ConnectionStrings:kafka={kafka.Servers}", deadline.Token);

        await TraceAsync(run, deadline.Token);
        await PressAsync(run, deadline.Token);
    }

    private static async Task StartAsync(AppHostRun run, string eventLog, CancellationToken cancellationToken)
    {
        run.WriteData("products.json", """[{"item_id":150,"price":9.99,"brand":"Acme","category":"Toys","rating":4.5,"in_stock":true}]""");
        run.WriteData("users.csv", "user_id,age,gender,device\n1,28,M,Mobile\n2,35,F,Tablet\n");
        await run.BuildWithDashboardAsync(eventLog, cancellationToken);
        await run.App.StartAsync(cancellationToken);
        await run.App.ResourceNotifications.WaitForResourceHealthyAsync("consumer", cancellationToken);
        // It ends well only if every source is there, and there are no transactions yet.
        await run.IngestedAsync(after: null, cancellationToken);
    }

    private static async Task TraceAsync(AppHostRun run, CancellationToken cancellationToken)
    {
        using var client = run.App.CreateHttpClient("api", "http");
        using var dashboard = run.OpenDashboard();
        const string Single = "0af7651916cd43dd8448eb211c80319c";
        const string Batch = "1bf7651916cd43dd8448eb211c80319d";
        await PostAsync(client, "/users", Single, """{"user_id":7,"age":28,"gender":"M","device":"Mobile"}""");
        await PostAsync(client, "/transactions/batch", Batch,
            """[{"user_id":7,"item_id":150,"view_mode":"view"},{"user_id":7,"item_id":150,"view_mode":"purchase","rating":5}]""");

        var single = await dashboard.UntilAsync(Single, spans => spans.Count >= 4, cancellationToken);
        Assert.Equal(
            ["api: POST /users", "api: send recomart-users", "consumer: process recomart-users", "api: stage user"],
            single.Select(span => $"{span.Resource}: {span.Name}"));
        Assert.Equal([ClientSpan, .. single.SkipLast(1).Select(span => span.SpanId)], single.Select(span => span.ParentId));

        var batch = await dashboard.UntilAsync(Batch, spans => spans.Count(span => span.Name == "stage transaction") == 2, cancellationToken);
        var request = Assert.Single(batch, span => span.ParentId == ClientSpan);
        Assert.Equal("api: POST /transactions/batch", $"{request.Resource}: {request.Name}");
        // A branch for each row.
        Assert.Equal(
            [
                "api: send recomart-transactions, consumer: process recomart-transactions, api: stage transaction",
                "api: send recomart-transactions, consumer: process recomart-transactions, api: stage transaction",
            ],
            batch.Where(span => span.ParentId == request.SpanId).Select(span => Branch(span, batch)));

        // Health checks, polling and the reports to the dashboard have been going on all the while.
        var all = await dashboard.UntilAsync(null, spans => spans.Count(IsStageBatch) >= 2, cancellationToken);
        var roots = all.Where(span => all.All(other => other.SpanId != span.ParentId)).ToList();
        Assert.All(roots, root => Assert.True(
            root.TraceId is Single or Batch || IsStageBatch(root) || (root.Resource == "batch-ingestor" && root.Name == "ingest"), $"{root}"));
        var ingest = all.Where(span => span.Resource == "batch-ingestor").ToList();
        Assert.Single(ingest.Select(span => span.TraceId).Distinct());
        Assert.Contains(ingest, span => span.Name == "read products.json");
    }

    private static async Task PressAsync(AppHostRun run, CancellationToken cancellationToken)
    {
        var sent = await ExecuteAsync(run, "api", "send-demo-events", cancellationToken,
            new InteractionInput { Name = "count", InputType = InputType.Number, Value = $"{DemoEvents}" });
        Assert.Equal(
            $"The API accepted {DemoEvents} transactions and {DemoUsers} users; Traces shows their way to the staging files.", sent.Message);
        // Those of the traces' events are there, too.
        await StreamProcesses.UntilAsync(
            () => Lines("users") == 1 + DemoUsers && Lines("transactions") == 2 + DemoEvents,
            () => $"{Lines("users")} users and {Lines("transactions")} transactions are staged.");

        var ingested = await ExecuteAsync(run, "batch-ingestor", "ingest-now", cancellationToken);
        Assert.Equal("All sources are ingested.", ingested.Message);
        Assert.StartsWith("╭", ingested.Data!.Value, StringComparison.Ordinal);
        Assert.Contains("transactions", ingested.Data.Value, StringComparison.Ordinal);

        var verified = await ExecuteAsync(run, "batch-ingestor", "verify-lake", cancellationToken);
        Assert.StartsWith("All well: 9 files", verified.Message, StringComparison.Ordinal);

        var built = await ExecuteAsync(run, "batch-ingestor", "build-features", cancellationToken);
        Assert.Matches($@"^Made, in rows: prepared users {3 + DemoUsers}, products 1, transactions {2 + DemoEvents}; features interactions \d+, user_features {3 + DemoUsers}, item_features \d+\.$", built.Message);
        Assert.Contains("features.interactions", built.Data!.Value, StringComparison.Ordinal);
        using var dashboard = run.OpenDashboard();
        var spans = await dashboard.UntilAsync(null, spans => spans.Any(span => span.Name == "features: Store"), cancellationToken);
        Assert.Equal(["batch-ingestor", "batch-ingestor"], spans.Where(span => span.Name is "prepare" or "features").Select(span => span.Resource));

        var replayed = await ExecuteAsync(run, "consumer", "replay-dead-letters", cancellationToken);
        Assert.Equal("There were no dead letters to replay.", replayed.Message);

        using var client = run.App.CreateHttpClient("api", "http");
        var page = "";
        await StreamProcesses.UntilAsync(
            async () =>
            {
                page = await client.GetStringAsync(new Uri("/", UriKind.Relative), cancellationToken);
                return page.Contains($"{2 + DemoEvents} of {2 + DemoEvents} rows valid", StringComparison.Ordinal);
            },
            () => page);
        Assert.Contains($"{3 + DemoUsers} of {3 + DemoUsers} rows valid", page, StringComparison.Ordinal);
        Assert.Contains($"href=\"{AppHostRun.DashboardUrl}", page, StringComparison.Ordinal);

        int Lines(string source) => File.ReadAllLines(run.Combine("data", $"{source}_api_staging.csv")).Length - 1;
    }

    private static async Task PostAsync(HttpClient client, string path, string traceId, string json)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, new Uri(path, UriKind.Relative))
        {
            Content = new StringContent(json, Encoding.UTF8, "application/json"),
        };
        request.Headers.Add("traceparent", $"00-{traceId}-{ClientSpan}-01");
        using var response = await client.SendAsync(request);
        Assert.Equal(HttpStatusCode.Created, response.StatusCode);
    }

    private static async Task<ExecuteCommandResult> ExecuteAsync(
        AppHostRun run, string resource, string command, CancellationToken cancellationToken, params InteractionInput[] arguments)
    {
        var result = await run.App.ResourceCommands.ExecuteCommandAsync(
            resource, command, new InteractionInputCollection(arguments), cancellationToken);
        Assert.True(result.Success, $"{command}: {result.Message}\n{result.Data?.Value}");
        return result;
    }

    private static bool IsStageBatch(DashboardSpan span) =>
        span.Resource == "consumer" && span.Name.StartsWith("stage batch ", StringComparison.Ordinal);

    private static string Branch(DashboardSpan span, IReadOnlyList<DashboardSpan> trace)
    {
        var name = $"{span.Resource}: {span.Name}";
        var next = trace.SingleOrDefault(other => other.ParentId == span.SpanId);
        return next is null ? name : $"{name}, {Branch(next, trace)}";
    }
}

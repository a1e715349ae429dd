using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Http.Json;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace RecoMart.AppHost.Commands;

/// <summary>The command <i>Send demo events</i>: what visitors of a shop might do, sent as any client would send it.</summary>
internal static class DemoEvents
{
    /// <summary>The command's name, as <c>aspire resource api</c> knows it.</summary>
    public const string Name = "send-demo-events";

    /// <summary>The argument that says how many.</summary>
    public const string CountArgument = "count";

    /// <summary>The most at a time: a request of the API takes no more.</summary>
    public const int MaxCount = 10_000;

    private const int DefaultCount = 10;
    private const int EventsPerUser = 5;

    private static readonly string[] s_genders = ["F", "M"];
    private static readonly string[] s_devices = ["Mobile", "Desktop", "Tablet"];

    // Most visits end with a look, as in a shop.
    private static readonly string[] s_viewModes = ["view", "view", "view", "add_to_cart", "purchase"];

    /// <summary>Adds the command to the API.</summary>
    public static IResourceBuilder<ProjectResource> WithSendDemoEventsCommand(this IResourceBuilder<ProjectResource> api)
    {
        // Each request begins a trace, as a browser's would: the click in the dashboard has a span that nobody exports, and as the parent
        // of both requests it would make them one trace without a root.
        api.ApplicationBuilder.Services.AddHttpClient(Name).ConfigurePrimaryHttpMessageHandler(
            () => new SocketsHttpHandler { ActivityHeadersPropagator = DistributedContextPropagator.CreateNoOutputPropagator() });
        return api.WithCommand(Name, "Send demo events", context => SendAsync(api.GetEndpoint("http"), context), new CommandOptions
        {
            Description = "Sends random transactions and their users to the API, as any client would. Traces then shows their way to the staged rows.",
            IconName = "Play",
            IsHighlighted = true,
            Arguments =
            [
                new InteractionInput
                {
                    Name = CountArgument,
                    Label = "How many transactions",
                    Description = $"1 to {Number(MaxCount)}; every {EventsPerUser} come with the user they are of.",
                    InputType = InputType.Number,
                    Required = true,
                    Value = DefaultCount.ToString(CultureInfo.InvariantCulture),
                },
            ],
            ValidateArguments = context =>
            {
                if (ReadCount(context.Inputs.GetString(CountArgument), out _) is { } error)
                    context.AddValidationError(CountArgument, error);
                return Task.CompletedTask;
            },
            UpdateState = context => context.ResourceSnapshot.HealthStatus == HealthStatus.Healthy
                ? ResourceCommandState.Enabled
                : ResourceCommandState.Disabled,
        });
    }

    /// <summary>Reads how many events are wanted.</summary>
    /// <returns>Null, or what is wrong with the text.</returns>
    internal static string? ReadCount(string? text, out int count) =>
        int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out count) && count is >= 1 and <= MaxCount
            ? null
            : $"'{text}' is not a whole number from 1 to {Number(MaxCount)}.";

    private static async Task<ExecuteCommandResult> SendAsync(EndpointReference endpoint, ExecuteCommandContext context)
    {
        if (ReadCount(context.Arguments.GetString(CountArgument), out var count) is { } error)
            return CommandResults.Failure(error);
        var users = Enumerable.Range(0, ((count - 1) / EventsPerUser) + 1).Select(_ => Random.Shared.Next(1, 1_000_000)).ToArray();
        var transactions = Enumerable.Range(0, count).Select(i => Transaction(users[i / EventsPerUser]));
        using var client = context.Services.GetRequiredService<IHttpClientFactory>().CreateClient(Name);
        client.BaseAddress = new Uri(endpoint.Url);
        var problem = await PostAsync(client, "users", users.Select(User), context.CancellationToken)
            ?? await PostAsync(client, "transactions", transactions, context.CancellationToken);
        if (problem is not null)
            return CommandResults.Failure(problem);
        var message = $"The API accepted {Number(count)} transactions and {Number(users.Length)} users; Traces shows their way to the staging files.";
        return CommandResults.Success(message, message, CommandResultFormat.Text);
    }

    private static async Task<string?> PostAsync(
        HttpClient client, string events, IEnumerable<object> items, CancellationToken cancellationToken)
    {
        try
        {
            using var response = await client.PostAsJsonAsync($"/{events}/batch", items, cancellationToken);
            return response.StatusCode == HttpStatusCode.Created
                ? null
                : $"The API answered {(int)response.StatusCode} to the {events}: {await response.Content.ReadAsStringAsync(cancellationToken)}";
        }
        catch (HttpRequestException exception)
        {
            return $"The API is out of reach: {exception.Message}";
        }
    }

    private static string Number(int count) => count.ToString("N0", CultureInfo.InvariantCulture);

    private static object User(int id) => new
    {
        user_id = id,
        age = Random.Shared.Next(16, 90),
        gender = Random.Shared.GetItems(s_genders, 1)[0],
        device = Random.Shared.GetItems(s_devices, 1)[0],
    };

    // The item ids are those of the sample's products.
    private static object Transaction(int user) => new
    {
        user_id = user,
        item_id = Random.Shared.Next(100, 200),
        view_mode = Random.Shared.GetItems(s_viewModes, 1)[0],
        rating = Random.Shared.Next(1, 6),
    };
}

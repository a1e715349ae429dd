using System.Text.Json;

namespace RecoMart.AppHost.Commands;

/// <summary>The command <i>Replay dead letters</i>.</summary>
internal static class ReplayDeadLetters
{
    /// <summary>The command's name, as <c>aspire resource consumer</c> knows it.</summary>
    public const string Name = "replay-dead-letters";

    /// <summary>Adds the command to the consumer.</summary>
    public static IResourceBuilder<ProjectResource> WithReplayDeadLettersCommand(
        this IResourceBuilder<ProjectResource> consumer, IResourceBuilder<ParameterResource> key) =>
        consumer.WithHttpCommand("/dead-letters/replay", "Replay dead letters", commandName: Name, commandOptions: new HttpCommandOptions
        {
            Description = "Puts the events that could not be staged back on their topics. What fails again becomes a dead letter again.",
            IconName = "ArrowRepeatAll",
            PrepareRequest = async context => context.Request.Headers.Add(
                "X-RecoMart-Internal-Key", await key.Resource.GetValueAsync(context.CancellationToken)),
            GetCommandResult = async context =>
                Explain((int)context.Response.StatusCode, await context.Response.Content.ReadAsStringAsync(context.CancellationToken)),
        });

    /// <summary>Says in words what the consumer answered.</summary>
    /// <param name="status">The status code.</param>
    /// <param name="body">The body: counts, or problem details.</param>
    internal static ExecuteCommandResult Explain(int status, string body)
    {
        try
        {
            using var json = JsonDocument.Parse(body);
            if (status != 200)
                return CommandResults.Failure(json.RootElement.GetProperty("detail").GetString()!);
            var replayed = Count(json, "replayed");
            var message = replayed == 0 ? "There were no dead letters to replay." : $"{replayed} dead letters went back to their topics.";
            if (Count(json, "truncated") is > 0 and var truncated)
                message += $" {truncated} were too large to be kept whole and stay.";
            return CommandResults.Success(message, message, CommandResultFormat.Text);
        }
        catch (Exception exception) when (exception is JsonException or KeyNotFoundException)
        {
            return CommandResults.Failure($"The consumer answered {status}: {body}");
        }
    }

    private static long Count(JsonDocument json, string name) => json.RootElement.GetProperty(name).GetInt64();
}

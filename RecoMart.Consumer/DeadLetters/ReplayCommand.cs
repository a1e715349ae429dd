using RecoMart.Messaging;

namespace RecoMart.Consumer.DeadLetters;

/// <summary>The command <c>replay</c>: the same as the endpoint, for whoever has a terminal.</summary>
internal static class ReplayCommand
{
    /// <summary>The command's name, the first argument.</summary>
    public const string Name = "replay";

    /// <summary>Replays and says how many; ends when that is done.</summary>
    /// <returns>The exit code: 0, or 1 where the log was out of reach or another replay was under way.</returns>
    public static async Task<int> RunAsync(IServiceProvider services, TextWriter output, TextWriter error)
    {
        try
        {
            var result = await services.GetRequiredService<DeadLetterReplay>().RunAsync(CancellationToken.None);
            await output.WriteLineAsync($"{result.Replayed} dead letters went back to their topics.");
            if (result.Duplicates > 0)
                await output.WriteLineAsync($"{result.Duplicates} were there a second time and did not.");
            if (result.Truncated > 0)
                await output.WriteLineAsync($"{result.Truncated} were too large to be kept whole and did not.");
            return 0;
        }
        catch (Exception exception) when (exception is EventLogUnavailableException or ReplayBusyException)
        {
            await error.WriteLineAsync($"error: {exception.Message}");
            return 1;
        }
    }
}

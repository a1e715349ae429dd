using System.Collections.Immutable;
using System.Text.RegularExpressions;
using Microsoft.Extensions.DependencyInjection;

namespace RecoMart.AppHost.Commands;

/// <summary>The command <i>Ingest now</i>, which runs the ingestion once more.</summary>
internal static partial class IngestNow
{
    /// <summary>The command's name, as <c>aspire resource batch-ingestor</c> knows it.</summary>
    public const string Name = "ingest-now";

    // Neither start nor restart is possible while the resource is on its way from one state to the next.
    private static readonly ImmutableArray<string> s_movingStates =
        [KnownResourceStates.Starting, KnownResourceStates.Waiting, KnownResourceStates.Stopping];

    /// <summary>Adds the command to the batch ingestor.</summary>
    public static IResourceBuilder<ProjectResource> WithIngestNowCommand(
        this IResourceBuilder<ProjectResource> ingestor, IngestionSettings settings) => settings.IngestInterval is { } interval
        // A run of its own: restarting the resource would break off the one it may be in, and its log would not say when this one is done.
        ? ingestor.WithCommand(Name, "Ingest now", context => RunBesideAsync(ingestor.Resource, context), new CommandOptions
        {
            Description = $"Ingests what is new into the data lake at once; every {interval.Words} that is done anyhow.",
            IconName = "DatabaseArrowDown",
            IsHighlighted = true,
            Progress = new() { Message = "New source files and staged events are ingested …" },
        })
        : ingestor.WithCommand(Name, "Ingest now", context => RunAsync(ingestor.Resource, context), new CommandOptions
        {
            Description = "Ingests all source files and staged events into the data lake, replacing today's partition.",
            IconName = "DatabaseArrowDown",
            IsHighlighted = true,
            Progress = new() { Message = "Source files and staged events are ingested …" },
            UpdateState = context => context.ResourceSnapshot.State?.Text is not { } state || s_movingStates.Contains(state)
                ? ResourceCommandState.Disabled
                : ResourceCommandState.Enabled,
        });

    private static async Task<ExecuteCommandResult> RunBesideAsync(ProjectResource ingestor, ExecuteCommandContext context)
    {
        var ended = await IngestorProcess.RunAsync(ingestor, context, "ingest", "all", "--mode", "incremental");
        return Explain(ended.ExitCode, ended.Lines);
    }

    private static async Task<ExecuteCommandResult> RunAsync(ProjectResource ingestor, ExecuteCommandContext context)
    {
        var notifications = context.Services.GetRequiredService<ResourceNotificationService>();
        notifications.TryGetCurrentState(context.ResourceName, out var current);
        var before = current?.Snapshot.StartTimeStamp;

        // Restart alone would not do: on a resource that never ran it fails after a long wait.
        var command = current?.Snapshot.State?.Text == KnownResourceStates.Running ? KnownResourceCommands.RestartCommand : KnownResourceCommands.StartCommand;
        var started = await context.Services.GetRequiredService<ResourceCommandService>()
            .ExecuteCommandAsync(context.ResourceName, command, context.CancellationToken);
        if (!started.Success)
            return started;
        var ended = (await notifications.WaitForResourceAsync(
            ingestor.Name,
            run => KnownResourceStates.TerminalStates.Contains(run.Snapshot.State?.Text)
                && run.Snapshot.ExitCode is not null && (before is null || run.Snapshot.StartTimeStamp > before),
            context.CancellationToken)).Snapshot;
        var logs = context.Services.GetRequiredService<ResourceLoggerService>();
        return Explain(ended.ExitCode ?? -1, await logs.ReadLinesAsync(context.ResourceName, context.CancellationToken));
    }

    /// <summary>Says how a run ended, with what it printed last.</summary>
    /// <param name="exitCode">Its exit code.</param>
    /// <param name="log">Its console log, as the dashboard has it.</param>
    internal static ExecuteCommandResult Explain(int exitCode, IEnumerable<string> log)
    {
        var lines = log.Select(line => Decoration().Replace(line, "")).Where(line => !line.StartsWith("[sys]", StringComparison.Ordinal)).ToList();
        // The tables at the end sum the run up; a run that did not get that far has only log lines.
        var tables = lines.FindIndex(line => line.StartsWith('╭'));
        var output = string.Join('\n', tables < 0 ? lines : lines[tables..]);
        return exitCode == 0
            ? CommandResults.Success("All sources are ingested.", output, CommandResultFormat.Text, displayImmediately: true)
            : CommandResults.Failure($"The ingest ended with exit code {exitCode}.", output, CommandResultFormat.Text);
    }

    // The time before a line, and colours.
    [GeneratedRegex(@"^\d{4}-\S+Z |\e\[[0-9;]*m")]
    private static partial Regex Decoration();
}

using System.Collections.Immutable;
using Microsoft.Extensions.DependencyInjection;

namespace RecoMart.AppHost;

internal static class BatchIngestorExtensions
{
    /// <summary>Hands the settings over as environment variables, which win over any <c>config.json</c> the process might find.</summary>
    public static IResourceBuilder<ProjectResource> WithIngestionSettings(
        this IResourceBuilder<ProjectResource> ingestor, IngestionSettings settings) => ingestor
        .WithEnvironment("RECOMART_DATA_DIR", settings.DataDir)
        .WithEnvironment("RECOMART_STORAGE_BASE", settings.StorageBase)
        .WithEnvironment("RECOMART_PRODUCTS_FILE", settings.ProductsFile);

    /// <summary>Adds the highlighted command <i>Ingest now</i>, which runs the ingestion once more.</summary>
    public static IResourceBuilder<ProjectResource> WithIngestNowCommand(this IResourceBuilder<ProjectResource> ingestor) =>
        ingestor.WithCommand("ingest-now", "Ingest now", IngestNowAsync, new CommandOptions
        {
            Description = "Ingests all source files into the data lake, replacing today's partition.",
            IconName = "DatabaseArrowDown",
            IsHighlighted = true,
            UpdateState = context => IsMoving(context.ResourceSnapshot.State?.Text)
                ? ResourceCommandState.Disabled
                : ResourceCommandState.Enabled,
        });

    // Restart alone would not do: on a resource that never ran it fails after a long wait.
    private static Task<ExecuteCommandResult> IngestNowAsync(ExecuteCommandContext context)
    {
        var isRunning = context.Services.GetRequiredService<ResourceNotificationService>()
            .TryGetCurrentState(context.ResourceName, out var current)
            && current.Snapshot.State?.Text == KnownResourceStates.Running;

        return context.Services.GetRequiredService<ResourceCommandService>().ExecuteCommandAsync(
            context.ResourceName,
            isRunning ? KnownResourceCommands.RestartCommand : KnownResourceCommands.StartCommand,
            context.CancellationToken);
    }

    // Neither start nor restart is possible while the resource is on its way from one state to the next.
    private static bool IsMoving(string? state) =>
        state is null || MovingStates.Contains(state);

    private static readonly ImmutableArray<string> MovingStates =
        [KnownResourceStates.Starting, KnownResourceStates.Waiting, KnownResourceStates.Stopping];
}

using Microsoft.Extensions.Hosting;

namespace RecoMart.AppHost;

/// <summary>
/// Ends the AppHost when Kafka's container can't start, most often because its image can't be had: everything else would wait for it,
/// for ever.
/// </summary>
internal sealed class ContainerWatch(
    ResourceNotificationService notifications, ResourceLoggerService logs, IHostApplicationLifetime lifetime) : BackgroundService
{
    private const int ShownLines = 5;

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        try
        {
            var failed = await notifications.WaitForResourceAsync(
                EventLogResource.Kafka, found => HasFailed(found.Snapshot.State?.Text), stoppingToken);
            var lines = await logs.ReadLinesAsync(failed.ResourceId, stoppingToken);
            var message = $"error: The container of Kafka does not start. {EventLogChoice.OtherKinds}\n{string.Join('\n', lines.TakeLast(ShownLines))}";
            // The last thing to be read, below what stopping in the middle of a start has to say.
            AppDomain.CurrentDomain.ProcessExit += (_, _) => Console.Error.WriteLine(message);
            Environment.ExitCode = 1;
            lifetime.StopApplication();
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
        }
    }

    /// <summary>Whether a container in this state will not come up by itself.</summary>
    internal static bool HasFailed(string? state) =>
        state == KnownResourceStates.FailedToStart || state == KnownResourceStates.RuntimeUnhealthy;
}

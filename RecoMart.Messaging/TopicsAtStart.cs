using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace RecoMart.Messaging;

/// <summary>Makes the topics that are missing. The service starts meanwhile, and says that it is not healthy.</summary>
internal sealed class TopicsAtStart(IEventLog log, TimeProvider time, ILogger<TopicsAtStart> logger) : BackgroundService
{
    private static readonly TimeSpan First = TimeSpan.FromSeconds(0.5);
    private static readonly TimeSpan Longest = TimeSpan.FromSeconds(15);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        for (var tries = 1; !stoppingToken.IsCancellationRequested; tries++)
        {
            try
            {
                await log.EnsureTopicsAsync(EventTopics.All, stoppingToken).ConfigureAwait(false);
                if (tries > 1)
                    logger.LogInformation("The event log is in reach now.");
                return;
            }
            catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
            {
                return;
            }
            catch (EventLogUnavailableException exception)
            {
                var pause = BackOff(tries);
                logger.LogWarning(
                    "The event log is out of reach (try {Tries}, the next in {Seconds:0.0} s): {Reason}", tries, pause.TotalSeconds, exception.Message);
                await Task.Delay(pause, time, stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
        }
    }

    // Between half of it and all of it, so that services started together do not come together each time.
    private static TimeSpan BackOff(int tries)
    {
        var longest = Math.Min(First.TotalSeconds * Math.Pow(2, Math.Min(tries - 1, 16)), Longest.TotalSeconds);
        return TimeSpan.FromSeconds(longest * (0.5 + (Random.Shared.NextDouble() / 2)));
    }
}

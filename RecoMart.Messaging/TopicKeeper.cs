using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace RecoMart.Messaging;

/// <summary>
/// Makes the topics that are missing: at the start, while the service says that it is not healthy, and again where somebody deletes one
/// while it runs, which a restart would have to make otherwise.
/// </summary>
internal sealed class TopicKeeper(IEventLog log, TimeProvider time, ILogger<TopicKeeper> logger) : BackgroundService
{
    private static readonly TimeSpan First = TimeSpan.FromSeconds(0.5);
    private static readonly TimeSpan Longest = TimeSpan.FromSeconds(15);
    private static readonly TimeSpan BetweenChecks = TimeSpan.FromSeconds(10);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        for (var tries = 1; !stoppingToken.IsCancellationRequested; tries++)
        {
            try
            {
                await log.EnsureTopicsAsync(EventTopics.All, stoppingToken).ConfigureAwait(false);
                if (tries > 1)
                    logger.EventLogInReach();
                await UntilSomethingIsWrongAsync(stoppingToken).ConfigureAwait(false);
                tries = 0;
            }
            catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
            {
                return;
            }
            catch (EventLogUnavailableException exception)
            {
                var pause = BackOff(tries);
                logger.EventLogOutOfReach(tries, pause.TotalSeconds, exception.Message);
                await Task.Delay(pause, time, stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
        }
    }

    private async Task UntilSomethingIsWrongAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(BetweenChecks, time);
        try
        {
            while (await timer.WaitForNextTickAsync(stoppingToken).ConfigureAwait(false))
                await log.CheckAsync(stoppingToken).ConfigureAwait(false);
        }
        catch (EventLogUnavailableException)
        {
            // Missing topics are made anew; whatever else it is, that says so.
        }
    }

    // Between half of it and all of it, so that services started together do not come together each time.
    private static TimeSpan BackOff(int tries)
    {
        var longest = Math.Min(First.TotalSeconds * Math.Pow(2, Math.Min(tries - 1, 16)), Longest.TotalSeconds);
        return TimeSpan.FromSeconds(longest * (0.5 + (Random.Shared.NextDouble() / 2)));
    }
}

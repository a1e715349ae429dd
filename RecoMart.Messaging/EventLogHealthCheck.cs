using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace RecoMart.Messaging;

/// <summary>Whether the event log is in reach.</summary>
internal sealed class EventLogHealthCheck(IEventLog log) : IHealthCheck
{
    public const string Name = "event-log";

    public async Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default)
    {
        try
        {
            await log.CheckAsync(cancellationToken).ConfigureAwait(false);
            return HealthCheckResult.Healthy();
        }
        catch (EventLogUnavailableException exception)
        {
            return new HealthCheckResult(context.Registration.FailureStatus, exception.Message);
        }
    }
}

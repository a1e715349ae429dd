using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace RecoMart.Consumer.Health;

/// <summary>Does the API stage events? Its last answer says so; where that is old, whether it is alive. The lag is in the data.</summary>
internal sealed class ApiHealthCheck(IHttpClientFactory clients, ConsumerState state) : IHealthCheck
{
    private static readonly TimeSpan s_recent = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan s_timeout = TimeSpan.FromSeconds(2);
    private static readonly Uri s_alive = new("/alive", UriKind.Relative);

    public async Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default)
    {
        var problem = await FindProblemAsync(cancellationToken);
        return new HealthCheckResult(problem is null ? HealthStatus.Healthy : context.Registration.FailureStatus, problem, data: Lag());
    }

    private async Task<string?> FindProblemAsync(CancellationToken cancellationToken)
    {
        if (state.Failure is { KeyRefused: true })
            return $"the API refuses the internal key: give both services the same {InternalKey.Setting}";
        if (state.Failure is { } failure)
            return $"the API can't stage events: {failure.Reason}";
        return state.SinceConfirmed < s_recent ? null : await ProbeAsync(cancellationToken);
    }

    private async Task<string?> ProbeAsync(CancellationToken cancellationToken)
    {
        using var timeout = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        timeout.CancelAfter(s_timeout);
        try
        {
            using var client = clients.CreateClient(StreamConsumerExtensions.ApiClient);
            using var response = await client.GetAsync(s_alive, timeout.Token);
            return response.IsSuccessStatusCode ? null : $"the API answers {(int)response.StatusCode} {response.ReasonPhrase}";
        }
        catch (HttpRequestException exception)
        {
            return $"the API is out of reach: {exception.Message}";
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return $"the API does not answer within {s_timeout.TotalSeconds:0} s";
        }
    }

    private Dictionary<string, object> Lag() =>
        state.Lag.ToDictionary(partition => $"lag {partition.Key.Topic} {partition.Key.Partition}", object (partition) => partition.Value.Events);
}

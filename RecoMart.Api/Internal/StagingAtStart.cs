using RecoMart.Storage.Staging;

namespace RecoMart.Api.Internal;

/// <summary>Makes the staging writer with the service and not with the first event, so that its file is in order from the start.</summary>
internal sealed class StagingAtStart<TRecord>(StagingWriter<TRecord> writer) : IHostedService
{
    public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    // Before the process goes: what waits is written and answered.
    public async Task StopAsync(CancellationToken cancellationToken) => await writer.DisposeAsync();
}

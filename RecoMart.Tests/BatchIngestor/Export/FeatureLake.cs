using RecoMart.Tests.BatchIngestor.Transformations;

namespace RecoMart.Tests.BatchIngestor.Export;

/// <summary>A lake with all layers that is made once, for tests that only look at it or damage a copy of it.</summary>
public sealed class FeatureLake : IAsyncLifetime, IDisposable
{
    private readonly IngestorWorkspace _workspace = new IngestorWorkspace().WriteCleanSources();

    public async Task InitializeAsync()
    {
        using var host = new LayerHost(_workspace);
        await host.MakeAllAsync();
    }

    public Task DisposeAsync() => Task.CompletedTask;

    public void Dispose() => _workspace.Dispose();

    /// <summary>Copies sources and lake into an empty workspace.</summary>
    internal void CopyTo(IngestorWorkspace workspace) => _workspace.CopyTo(workspace);
}

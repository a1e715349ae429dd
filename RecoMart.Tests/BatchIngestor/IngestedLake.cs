namespace RecoMart.Tests.BatchIngestor;

/// <summary>A lake that is ingested once, for tests that only look at it or damage a copy of it.</summary>
public sealed class IngestedLake : IAsyncLifetime, IDisposable
{
    private readonly IngestorWorkspace _workspace = new();

    public async Task InitializeAsync()
    {
        _workspace.WriteCleanSources().Write(
            "users.csv", IngestorWorkspace.UserHeader + "1,28,M,Mobile\nnobody,35,F,Tablet\n3,35,F\n4,-1,F,Tablet\nnobody2,35,F,Tablet\n");
        var run = await _workspace.RunAsync("ingest", "--date", IngestorWorkspace.Date);
        Assert.Equal(0, run.ExitCode);
    }

    public Task DisposeAsync() => Task.CompletedTask;

    public void Dispose() => _workspace.Dispose();

    /// <summary>Copies sources and lake into an empty workspace.</summary>
    internal void CopyTo(IngestorWorkspace workspace) => _workspace.CopyTo(workspace);
}

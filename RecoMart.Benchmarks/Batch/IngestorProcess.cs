using System.Reflection;
using RecoMart.Benchmarks.Measurement;

namespace RecoMart.Benchmarks.Batch;

/// <summary>The batch ingestor as its own process, the way a user runs it.</summary>
internal sealed class IngestorProcess
{
    private readonly string _assembly;

    /// <param name="assembly">The ingestor's assembly; null for the one that was built together with this one.</param>
    /// <exception cref="InvalidOperationException">This is not a Release build.</exception>
    public IngestorProcess(string? assembly)
    {
        if (typeof(IngestorProcess).Assembly.GetCustomAttribute<AssemblyConfigurationAttribute>()?.Configuration != "Release")
            throw new InvalidOperationException("Measure a Release build: dotnet run -c Release --project RecoMart.Benchmarks -- …");
        _assembly = assembly ?? Path.Combine(AppContext.BaseDirectory, "RecoMart.BatchIngestor.dll");
        Version = AssemblyName.GetAssemblyName(_assembly).Version?.ToString(3) ?? "";
    }

    public string Version { get; }

    public ProcessRun IngestTransactions(string dataDirectory, string storageBase, int threads) => MeasuredProcess.RunDotnet(
        [_assembly, "ingest", "transactions", "--data-dir", dataDirectory, "--storage-base", storageBase, "--json"],
        Threads.Limit(threads));
}

using System.CommandLine;

namespace RecoMart.Benchmarks.Commands;

/// <summary><c>--ingestor</c>: measure another build than the one that ./run.sh runs.</summary>
internal static class IngestorOption
{
    public static Option<FileInfo> Create() =>
        new Option<FileInfo>("--ingestor") { Description = "Another build's RecoMart.BatchIngestor, or RecoMart.BatchIngestor.dll." }.AcceptExistingOnly();
}

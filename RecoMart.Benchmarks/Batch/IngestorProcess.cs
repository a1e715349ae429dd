using RecoMart.Benchmarks.Measurement;

namespace RecoMart.Benchmarks.Batch;

/// <summary>The batch ingestor as its own process, the way a user runs it.</summary>
internal sealed class IngestorProcess
{
    private static readonly Dictionary<string, string> s_nothing = [];

    private readonly string[] _command;

    /// <param name="program">The ingestor's program or assembly; null for what <c>./run.sh</c> runs, which is made if need be.</param>
    /// <exception cref="InvalidOperationException">This is not a Release build, or the ingestor can't be made.</exception>
    public IngestorProcess(string? program)
    {
        ReleaseBuild.Require();
        _command = MeasuredProcess.CommandOf(program ?? Build());
        Version = MeasuredProcess.Run([.. _command, "--version"], s_nothing).Output.Split('+')[0].Trim();
    }

    public string Version { get; }

    /// <summary>Ingests one source.</summary>
    public ProcessRun Ingest(string source, string dataDirectory, string storageBase, int threads, params string[] options) => MeasuredProcess.Run(
        [.. _command, "ingest", source, "--data-dir", dataDirectory, "--storage-base", storageBase, "--json", .. options],
        Threads.Limit(threads));

    /// <summary>Ingests what is new of one source, again and again until it is disposed.</summary>
    public WatchingIngestor Watch(string source, string dataDirectory, string storageBase, int threads, params string[] options) => new(
        [.. _command, "ingest", source, "--data-dir", dataDirectory, "--storage-base", storageBase, "--json", "--watch", .. options], Threads.Limit(threads));

    /// <summary>Makes a layer.</summary>
    /// <param name="command"><c>prepare</c> or <c>features</c>.</param>
    /// <param name="storageBase">The lake.</param>
    /// <param name="options">Options besides.</param>
    public ProcessRun Make(string command, string storageBase, params string[] options) => MeasuredProcess.Run(
        [.. _command, command, "--storage-base", storageBase, .. options], s_nothing);

    /// <summary>Ingests all sources, and shows the result as people see it.</summary>
    public ProcessRun IngestAll(string dataDirectory, string storageBase) => MeasuredProcess.Run(
        [.. _command, "ingest", "all", "--data-dir", dataDirectory, "--storage-base", storageBase], s_nothing);

    private static string Build()
    {
        var root = new DirectoryInfo(AppContext.BaseDirectory);
        while (root is not null && !File.Exists(Path.Combine(root.FullName, "RecoMart.sln")))
            root = root.Parent;
        if (root is null)
            throw new InvalidOperationException("Run the benchmarks from within the repository, or name a build with --ingestor.");
        MeasuredProcess.Run([Path.Combine(root.FullName, "run.sh"), "--version"], s_nothing);
        return Path.Combine(root.FullName, "RecoMart.BatchIngestor", "bin", "CommandLine", "RecoMart.BatchIngestor");
    }
}

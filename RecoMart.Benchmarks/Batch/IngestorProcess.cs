using System.Diagnostics;
using System.Reflection;
using RecoMart.Benchmarks.Measurement;

namespace RecoMart.Benchmarks.Batch;

/// <summary>The batch ingestor as its own process, the way a user runs it.</summary>
internal sealed class IngestorProcess
{
    private readonly string _assembly;

    /// <param name="assembly">The ingestor's assembly; null for what <c>./run.sh</c> runs, which is made if need be.</param>
    /// <exception cref="InvalidOperationException">This is not a Release build, or the ingestor can't be made.</exception>
    public IngestorProcess(string? assembly)
    {
        ReleaseBuild.Require();
        _assembly = assembly ?? Publish();
        Version = AssemblyName.GetAssemblyName(_assembly).Version?.ToString(3) ?? "";
    }

    public string Version { get; }

    /// <summary>Ingests one source.</summary>
    public ProcessRun Ingest(string source, string dataDirectory, string storageBase, int threads, params string[] options) => MeasuredProcess.RunDotnet(
        [_assembly, "ingest", source, "--data-dir", dataDirectory, "--storage-base", storageBase, "--json", .. options],
        Threads.Limit(threads));

    /// <summary>Ingests what is new of one source, again and again until it is disposed.</summary>
    public WatchingIngestor Watch(string source, string dataDirectory, string storageBase, int threads, params string[] options) => new(
        [_assembly, "ingest", source, "--data-dir", dataDirectory, "--storage-base", storageBase, "--json", "--watch", .. options], Threads.Limit(threads));

    /// <summary>Makes a layer.</summary>
    /// <param name="command"><c>prepare</c> or <c>features</c>.</param>
    /// <param name="storageBase">The lake.</param>
    /// <param name="options">Options besides.</param>
    public ProcessRun Make(string command, string storageBase, params string[] options) => MeasuredProcess.RunDotnet(
        [_assembly, command, "--storage-base", storageBase, .. options], new Dictionary<string, string>());

    /// <summary>Ingests all sources, and shows the result as people see it.</summary>
    public ProcessRun IngestAll(string dataDirectory, string storageBase) => MeasuredProcess.RunDotnet(
        [_assembly, "ingest", "all", "--data-dir", dataDirectory, "--storage-base", storageBase], new Dictionary<string, string>());

    private static string Publish()
    {
        var root = new DirectoryInfo(AppContext.BaseDirectory);
        while (root is not null && !File.Exists(Path.Combine(root.FullName, "RecoMart.sln")))
            root = root.Parent;
        if (root is null)
            throw new InvalidOperationException("Run the benchmarks from within the repository, or name a build with --ingestor.");
        var project = Path.Combine(root.FullName, "RecoMart.BatchIngestor");
        using var publish = Process.Start(new ProcessStartInfo("dotnet", ["publish", project, "-p:PublishProfile=CommandLine", "--verbosity", "quiet", "--nologo"])
        {
            WorkingDirectory = root.FullName,
        })!;
        publish.WaitForExit();
        if (publish.ExitCode != 0)
            throw new InvalidOperationException($"The ingestor could not be published (dotnet publish ended with {publish.ExitCode}).");
        return Path.Combine(project, "bin", "CommandLine", "RecoMart.BatchIngestor.dll");
    }
}

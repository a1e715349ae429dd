using System.Text.Json;
using RecoMart.Benchmarks.Measurement;
using RecoMart.Benchmarks.Peers;

namespace RecoMart.Benchmarks.Batch;

/// <summary>
/// The ingestor against DuckDB on one source file: after a warm-up of each, runs in turn, so that whatever else the machine does meets
/// all alike; the outputs of every run are compared.
/// </summary>
internal sealed class BatchScenario(BatchOptions options, Action<string> progress)
{
    /// <exception cref="InvalidDataException">The two sides' outputs differ.</exception>
    public BatchReport Run()
    {
        var process = new IngestorProcess(options.Ingestor);
        using var workspace = new Workspace();
        var input = workspace.PathOf("data", options.Source.InputName);
        Prepare(input);

        var ingestor = new BatchContender("RecoMart", options.Source, workspace.PathOf("recomart"),
            storage => process.Ingest(options.Source.Name, Path.GetDirectoryName(input)!, storage, options.Threads));
        var peers = options.PeerOutputs.Select(outputs => PeerOf(workspace, input, outputs)).ToList();

        for (var pair = 0; pair <= options.Pairs; pair++)
        {
            progress(pair == 0 ? "warm-up" : $"pair {pair} of {options.Pairs}");
            foreach (var contender in new[] { ingestor }.Concat(peers))
            {
                if (pair == 0)
                    contender.WarmUp();
                else
                    contender.Measure();
            }
            foreach (var peer in peers)
                Compare(ingestor, peer);
        }

        return new BatchReport(
            Machine.Current, options.Source.Name, options.Threads, new FileInfo(input).Length, ContenderReport.Of(ingestor, process.Version),
            [.. peers.Select(peer => BatchComparison.Of(ingestor, peer, JsonSerializer.Deserialize<PeerResult>(peer.Output, ReportJson.Options)!.Version))]);
    }

    private BatchContender PeerOf(Workspace workspace, string input, PeerOutputs outputs)
    {
        string[] command =
        [
            typeof(BatchScenario).Assembly.Location, "duckdb-peer", options.Source.Name,
            "--input", input, "--threads", $"{options.Threads}", "--outputs", $"{outputs}", "--storage-base",
        ];
        return new BatchContender(
            outputs == PeerOutputs.All ? "DuckDB" : "DuckDB, no raw", options.Source, workspace.PathOf($"duckdb-{outputs}"),
            storage => MeasuredProcess.RunDotnet([.. command, storage], Threads.Limit(options.Threads)));
    }

    private static void Compare(BatchContender ours, BatchContender theirs)
    {
        foreach (var their in theirs.Content.Where(layer => layer.Bytes > 0))
        {
            var our = ours.Content.Single(layer => layer.Layer == their.Layer);
            if (our.Rows != their.Rows || our.Sums != their.Sums)
                throw new InvalidDataException($"The {our.Layer} layers differ: {ours.Name} {our.Rows} rows ({our.Sums}), {theirs.Name} {their.Rows} rows ({their.Sums}).");
        }
    }

    private void Prepare(string input)
    {
        if (options.Input is { } given)
        {
            File.Copy(given, input);
            return;
        }

        progress($"generating {options.Rows:N0} {options.Source.Name}");
        options.Source.Generate(input, options.Rows);
    }
}

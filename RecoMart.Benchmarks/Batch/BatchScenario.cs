using System.Text.Json;
using RecoMart.Benchmarks.Generation;
using RecoMart.Benchmarks.Measurement;
using RecoMart.Benchmarks.Peers;

namespace RecoMart.Benchmarks.Batch;

/// <summary>
/// The ingestor against DuckDB on one transaction file: after a warm-up of each, pairs of runs in turn, so that whatever else the
/// machine does meets both alike; the outputs of every run are compared.
/// </summary>
internal sealed class BatchScenario(BatchOptions options, Action<string> progress)
{
    /// <exception cref="InvalidDataException">The two sides' outputs differ.</exception>
    public BatchReport Run()
    {
        var process = new IngestorProcess(options.Ingestor);
        using var workspace = new Workspace();
        var input = workspace.PathOf("data", "transactions.csv");
        Prepare(input);

        var ingestor = new BatchContender("RecoMart", workspace.PathOf("recomart"),
            storage => process.IngestTransactions(Path.GetDirectoryName(input)!, storage, options.Threads));
        var duckDb = new BatchContender("DuckDB", workspace.PathOf("duckdb"),
            storage => MeasuredProcess.RunDotnet(
                [typeof(BatchScenario).Assembly.Location, "duckdb-peer", "--input", input, "--storage-base", storage, "--threads", $"{options.Threads}"],
                Threads.Limit(options.Threads)));

        for (var pair = 0; pair <= options.Pairs; pair++)
        {
            progress(pair == 0 ? "warm-up" : $"pair {pair} of {options.Pairs}");
            foreach (var contender in new[] { ingestor, duckDb })
            {
                if (pair == 0)
                    contender.WarmUp();
                else
                    contender.Measure();
            }

            Compare(ingestor, duckDb);
        }

        var duckDbVersion = JsonSerializer.Deserialize<PeerResult>(duckDb.Output, ReportJson.Options)!.Version;
        return BatchReport.Of(options, new FileInfo(input).Length, (ingestor, process.Version), (duckDb, duckDbVersion));
    }

    private static void Compare(BatchContender ours, BatchContender theirs)
    {
        foreach (var (our, their) in ours.Content.Zip(theirs.Content))
        {
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

        progress($"generating {options.Rows:N0} rows");
        using var file = File.Create(input);
        TransactionGenerator.Write(file, new TransactionOptions { Rows = options.Rows });
    }
}

using System.Globalization;
using System.Text.RegularExpressions;
using DuckDB.NET.Data;
using RecoMart.Benchmarks.Batch;

namespace RecoMart.Benchmarks.Peers;

/// <summary>
/// What a DuckDB expert would write instead of the batch ingestor: the outputs of one source file, by SQL (<c>duckdb-….sql</c>). The
/// formulations that were tried, and their figures, stand in <c>docs/benchmarks.md</c>.
/// </summary>
internal static partial class DuckDbPeer
{
    /// <summary>Reads <paramref name="input"/> and writes the layers below <paramref name="storageBase"/>.</summary>
    /// <returns>DuckDB's version.</returns>
    /// <exception cref="InvalidDataException">The file's header is not the specification's: this peer knows no other.</exception>
    public static string Run(BatchSource source, string input, string storageBase, int threads, PeerOutputs outputs = PeerOutputs.All)
    {
        string[] scripts = source.Name switch
        {
            "transactions" => ["duckdb-common", "duckdb-transactions", outputs == PeerOutputs.All ? "duckdb-transactions-all" : "duckdb-transactions-validated"],
            _ when outputs == PeerOutputs.All => ["duckdb-common", $"duckdb-{source.Name}"],
            _ => throw new NotSupportedException($"The peer for {source.Name} writes all outputs only."),
        };
        var header = FirstLines(input);
        if (source.Header is not null && header[0] != source.Header)
            throw new InvalidDataException($"{input}, line 1: the header is '{header[0]}', this peer reads '{source.Header}' only.");

        var date = DateTime.UtcNow.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
        var values = new Dictionary<string, string>
        {
            ["threads"] = threads.ToString(CultureInfo.InvariantCulture),
            ["input"] = Literal(input),
            ["file_name"] = Literal(Path.GetFileName(input)),
            ["timestamp_format"] = Literal(TimestampFormat(header[1])),
            ["refused_rows"] = Script("duckdb-transactions-refused"),
            ["raw"] = Output("raw", source.Dataset),
            ["validated"] = Output("validated", source.Dataset),
            ["repaired"] = Output("validated", source.Dataset + "_repaired"),
            ["quarantine"] = Output("quarantine", source.Dataset),

            // The encodings and group size that were fastest, and smallest, on the transactions.
            ["parquet"] = "FORMAT parquet, PARQUET_VERSION v2, ROW_GROUP_SIZE 250000, DICTIONARY_SIZE_LIMIT 1000",
        };

        using var connection = new DuckDBConnection("Data Source=:memory:");
        connection.Open();
        using var command = connection.CreateCommand();
        command.CommandText = Placeholder().Replace(string.Concat(scripts.Select(Script)), name => values[name.Groups[1].Value]);
        command.ExecuteNonQuery();
        return connection.ServerVersion;

        string Output(string layer, string dataset)
        {
            var file = LakeOutput.PathOf(storageBase, source, layer, date, dataset);
            Directory.CreateDirectory(Path.GetDirectoryName(file)!);
            return Literal(file);
        }
    }

    /// <summary>Starts DuckDB, and has it answer.</summary>
    /// <returns>DuckDB's version.</returns>
    public static string Start()
    {
        using var connection = new DuckDBConnection("Data Source=:memory:");
        connection.Open();
        using var command = connection.CreateCommand();
        command.CommandText = "SELECT 1";
        command.ExecuteScalar();
        return connection.ServerVersion;
    }

    /// <summary>A string as an SQL literal.</summary>
    public static string Literal(string text) => $"'{text.Replace("'", "''", StringComparison.Ordinal)}'";

    private static string[] FirstLines(string input)
    {
        using var reader = new StreamReader(input);
        return [reader.ReadLine() ?? "", reader.ReadLine() ?? ""];
    }

    // A strict format is what makes DuckDB refuse a timestamp with an offset: its plain cast drops the offset silently.
    // The first row decides; timestamps of another form are right too, only slower, because they are read twice.
    private static string TimestampFormat(string row) => $"%Y-%m-%d{(IsoTime().IsMatch(row) ? 'T' : ' ')}%H:%M:%S.%f";

    private static string Script(string name)
    {
        using var stream = typeof(DuckDbPeer).Assembly.GetManifestResourceStream($"{name}.sql")!;
        using var reader = new StreamReader(stream);
        return reader.ReadToEnd();
    }

    [GeneratedRegex(@"\{([a-z_]+)\}")]
    private static partial Regex Placeholder();

    [GeneratedRegex(@"\d-\d\dT\d\d:")]
    private static partial Regex IsoTime();
}

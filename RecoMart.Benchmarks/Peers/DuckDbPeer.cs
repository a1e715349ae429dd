using System.Globalization;
using System.Text.RegularExpressions;
using DuckDB.NET.Data;

namespace RecoMart.Benchmarks.Peers;

/// <summary>
/// What a DuckDB expert would write instead of the batch ingestor: the three transaction outputs of one CSV file, by SQL
/// (<c>duckdb-transactions.sql</c>). The formulations that were tried, and their figures, stand in <c>docs/benchmarks.md</c>.
/// </summary>
internal static partial class DuckDbPeer
{
    private const string Header = "user_id,item_id,view_mode,rating,timestamp";

    /// <summary>Reads <paramref name="input"/> and writes the layers below <paramref name="storageBase"/>.</summary>
    /// <returns>DuckDB's version.</returns>
    /// <exception cref="InvalidDataException">The file's header is not the specification's: this peer knows no other.</exception>
    public static string Run(string input, string storageBase, int threads)
    {
        var timestampFormat = DetectTimestampFormat(input);
        var date = DateTime.UtcNow.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
        string Output(string layer)
        {
            var file = LakeOutput.PathOf(storageBase, layer, date);
            Directory.CreateDirectory(Path.GetDirectoryName(file)!);
            return Literal(file);
        }

        var sql = Sql()
            .Replace("{threads}", threads.ToString(CultureInfo.InvariantCulture), StringComparison.Ordinal)
            .Replace("{input}", Literal(input), StringComparison.Ordinal)
            .Replace("{file_name}", Literal(Path.GetFileName(input)), StringComparison.Ordinal)
            .Replace("{timestamp_format}", Literal(timestampFormat), StringComparison.Ordinal)
            .Replace("{raw}", Output("raw"), StringComparison.Ordinal)
            .Replace("{validated}", Output("validated"), StringComparison.Ordinal)
            .Replace("{quarantine}", Output("quarantine"), StringComparison.Ordinal)

            // The encodings and group size that were fastest, and smallest, on this data.
            .Replace("{parquet}", "FORMAT parquet, PARQUET_VERSION v2, ROW_GROUP_SIZE 250000, DICTIONARY_SIZE_LIMIT 1000", StringComparison.Ordinal);

        using var connection = new DuckDBConnection("Data Source=:memory:");
        connection.Open();
        using var command = connection.CreateCommand();
        command.CommandText = sql;
        command.ExecuteNonQuery();
        return connection.ServerVersion;
    }

    /// <summary>A string as an SQL literal.</summary>
    public static string Literal(string text) => $"'{text.Replace("'", "''", StringComparison.Ordinal)}'";

    // A strict format is what makes DuckDB refuse a timestamp with an offset: its plain cast drops the offset silently.
    // The first row decides; timestamps of another form are right too, only slower, because they are read twice.
    private static string DetectTimestampFormat(string input)
    {
        using var reader = new StreamReader(input);
        if (reader.ReadLine() is var header && header != Header)
            throw new InvalidDataException($"{input}, line 1: the header is '{header}', this peer reads '{Header}' only.");
        var separator = IsoTime().IsMatch(reader.ReadLine() ?? "") ? 'T' : ' ';
        return $"%Y-%m-%d{separator}%H:%M:%S.%f";
    }

    private static string Sql()
    {
        using var stream = typeof(DuckDbPeer).Assembly.GetManifestResourceStream("duckdb-transactions.sql")!;
        using var reader = new StreamReader(stream);
        return reader.ReadToEnd();
    }

    [GeneratedRegex(@"\d-\d\dT\d\d:")]
    private static partial Regex IsoTime();
}

using System.Globalization;
using DuckDB.NET.Data;
using Microsoft.Extensions.Configuration;
using RecoMart.BatchIngestor.Transformations;

namespace RecoMart.Benchmarks.Peers;

/// <summary>
/// What somebody with DuckDB would do instead of <c>prepare</c> or <c>features</c>: run the same SQL, each table into a Parquet file, with the memory, the threads
/// and the kind of file that the ingestor has. Nothing is checked, counted, described or published.
/// </summary>
internal static class LayerPeer
{
    /// <summary>The folder for what goes with the run, as in a lake.</summary>
    public const string Pending = ".pending";

    /// <summary>The folder in it for what does not fit into memory.</summary>
    public const string Spill = "spill";

    /// <summary>Makes the tables of a layer.</summary>
    /// <param name="layer">The layer: of the prepared one the inputs are in the lake, of features in what this peer has made of it.</param>
    /// <param name="lake">The lake, with one ingest in it.</param>
    /// <param name="output">Where the tables go.</param>
    /// <param name="asOf">The time that features look back from, as SQL reads it.</param>
    /// <returns>DuckDB's version.</returns>
    public static string Run(string layer, string lake, string output, string asOf)
    {
        var settings = TransformationSettings.Read(new ConfigurationBuilder().Build());
        Directory.CreateDirectory(Path.Combine(output, Pending));
        using var connection = new DuckDBConnection("Data Source=:memory:");
        connection.Open();
        Execute(string.Create(CultureInfo.InvariantCulture, $"""
            SET memory_limit = '{settings.MemoryBytes} B';
            SET threads = {settings.Threads};
            SET temp_directory = {DuckDbPeer.Literal(Path.Combine(output, Pending, Spill))};
            SET preserve_insertion_order = false;
            SET TimeZone = 'UTC';
            CREATE SCHEMA validated;
            CREATE SCHEMA prepared;
            CREATE SCHEMA features;
            {SqlFiles.Read("duckdb.sql")}
            CREATE TABLE parameters AS SELECT TIMESTAMPTZ {DuckDbPeer.Literal(asOf)} AS as_of,
                CAST({settings.ViewWeight} AS DOUBLE) AS view_weight, CAST({settings.AddToCartWeight} AS DOUBLE) AS add_to_cart_weight,
                CAST({settings.PurchaseWeight} AS DOUBLE) AS purchase_weight, CAST({settings.RatingWeight} AS DOUBLE) AS rating_weight,
                CAST({settings.HalfLifeDays} AS DOUBLE) AS half_life_days, CAST({settings.RatingPrior} AS DOUBLE) AS rating_prior;
            """));
        // One ingest of one file each: the number of a row in it is its place among all.
        foreach (var table in TableDefinitions.Of("prepared"))
            Execute(layer == table.Layer
                ? $"CREATE VIEW validated.{table.Name} AS SELECT *, file_row_number AS position FROM read_parquet({FilesOf(lake, "validated", table.Name)}, file_row_number = true)"
                : $"CREATE VIEW {table.SqlName} AS FROM read_parquet({FilesOf(output, table.Layer, table.Name)})");
        foreach (var table in TableDefinitions.Of(layer))
        {
            foreach (var step in table.Steps)
            {
                if (step.Stored)
                    Store(step.Name, Path.Combine(output, Pending, $"{step.Name}.parquet"));
                else
                    Execute($"CREATE VIEW {layer}.{step.Name} AS {SqlFiles.Read($"{layer}/{step.Name}.sql")}");
            }
            Store(table.Name, Path.Combine(Directory.CreateDirectory(Path.Combine(output, layer, table.Name, "now")).FullName, $"{table.Dataset}.parquet"));
        }
        return connection.ServerVersion;

        void Store(string name, string file)
        {
            Execute($"COPY ({SqlFiles.Read($"{layer}/{name}.sql")}) TO {DuckDbPeer.Literal(file)} (FORMAT parquet, COMPRESSION snappy)");
            Execute($"CREATE VIEW {layer}.{name} AS FROM read_parquet({DuckDbPeer.Literal(file)})");
        }

        void Execute(string sql)
        {
            using var command = connection.CreateCommand();
            command.CommandText = sql;
            command.ExecuteNonQuery();
        }
    }

    /// <summary>Counts the rows of all tables, and sums their hashes: equal for equal rows, whatever their order and encodings.</summary>
    /// <param name="folder">A lake, or what this peer has made.</param>
    public static IReadOnlyList<LayerContent> Describe(string folder)
    {
        using var connection = new DuckDBConnection("Data Source=:memory:");
        connection.Open();
        return [.. TableDefinitions.Read().Select(table =>
        {
            using var command = connection.CreateCommand();
            command.CommandText = $"SELECT count(*), CAST(sum(hash(t)) AS VARCHAR) FROM read_parquet({FilesOf(folder, table.Layer, table.Name)}) AS t";
            using var reader = command.ExecuteReader();
            reader.Read();
            var bytes = new DirectoryInfo(Path.Combine(folder, table.Layer, table.Name)).EnumerateFiles("*.parquet", SearchOption.AllDirectories).Sum(file => file.Length);
            return new LayerContent(table.SqlName, reader.GetInt64(0), bytes, reader.GetString(1));
        })];
    }

    private static string FilesOf(string folder, string layer, string table) => DuckDbPeer.Literal(Path.Combine(folder, layer, table, "*", "*.parquet"));
}

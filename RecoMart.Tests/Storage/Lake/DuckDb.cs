using DuckDB.NET.Data;

namespace RecoMart.Tests.Storage.Lake;

/// <summary>Questions to DuckDB, a reader of Parquet that shares no code with ours.</summary>
internal static class DuckDb
{
    /// <summary>The rows of a query, each value as text (null as an empty one), joined by bars. <c>$file</c> stands for the file.</summary>
    public static IReadOnlyList<string> Query(string sql, string file)
    {
        using var connection = new DuckDBConnection("Data Source=:memory:");
        connection.Open();
        using var command = connection.CreateCommand();
        command.CommandText = "SET threads = 1; SET TimeZone = 'UTC'; " + sql.Replace("$file", $"read_parquet('{file.Replace("'", "''", StringComparison.Ordinal)}')", StringComparison.Ordinal);
        using var reader = command.ExecuteReader();
        var rows = new List<string>();
        do
        {
            while (reader.Read())
                rows.Add(string.Join('|', Enumerable.Range(0, reader.FieldCount).Select(i => reader.IsDBNull(i) ? "" : Convert.ToString(reader.GetValue(i), System.Globalization.CultureInfo.InvariantCulture))));
        }
        while (reader.NextResult());
        return rows;
    }
}

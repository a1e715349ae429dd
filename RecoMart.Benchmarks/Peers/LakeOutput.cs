using DuckDB.NET.Data;
using RecoMart.Benchmarks.Batch;

namespace RecoMart.Benchmarks.Peers;

/// <summary>Where a source's layers lie below a storage folder, and what is in them.</summary>
internal static class LakeOutput
{
    public static readonly IReadOnlyList<string> Layers = ["raw", "validated", "quarantine"];

    public static string PathOf(string storageBase, BatchSource source, string layer, string date, string dataset) =>
        Path.Combine(storageBase, layer, source.Name, date, $"{dataset}.parquet");

    /// <summary>The layer's files of the only ingestion date; none when it was not written (nothing was quarantined).</summary>
    public static IReadOnlyList<FileInfo> Find(string storageBase, BatchSource source, string layer)
    {
        var folder = new DirectoryInfo(Path.Combine(storageBase, layer, source.Name));
        return folder.Exists ? [.. folder.EnumerateDirectories().Single().EnumerateFiles("*.parquet")] : [];
    }

    /// <summary>
    /// Sums over each layer's columns, read by DuckDB whoever wrote them: two lakes with equal sums hold the same rows, whatever
    /// their order and encodings.
    /// </summary>
    public static IReadOnlyList<LayerContent> Describe(string storageBase, BatchSource source)
    {
        using var connection = new DuckDBConnection("Data Source=:memory:");
        connection.Open();
        return [.. Layers.Select(layer => Describe(connection, storageBase, source, layer))];
    }

    private static LayerContent Describe(DuckDBConnection connection, string storageBase, BatchSource source, string layer)
    {
        var files = Find(storageBase, source, layer);
        if (files.Count == 0)
            return new LayerContent(layer, 0, 0, "");

        using var command = connection.CreateCommand();
        var sums = $"concat_ws(' ', {SumsOf(source, layer)})";
        var list = string.Join(", ", files.Select(file => DuckDbPeer.Literal(file.FullName)));
        command.CommandText = $"SELECT count(*), {sums} FROM read_parquet([{list}])";
        using var reader = command.ExecuteReader();
        reader.Read();
        return new LayerContent(layer, reader.GetInt64(0), files.Sum(file => file.Length), reader.GetString(1));
    }

    // Sums of doubles depend on the order of the rows, hence whole cents and tenths. Raw texts may differ in case and misspelling.
    private static string SumsOf(BatchSource source, string layer)
    {
        return source.Name switch
        {
            // DuckDB's JSON reader tells no lines.
            "products" when layer == "quarantine" => "'no lines'",
            _ when layer == "quarantine" => "sum(line_number)",
            "transactions" =>
                $"sum(user_id), sum(item_id), count(rating), sum(rating), count(timestamp), sum(epoch_us(timestamp)::HUGEINT), {Text("view_mode")}",
            "users" => $"sum(user_id), count(age), sum(age), {Text("gender")}, {Text("device")}",
            "products" =>
                $"""
                sum(item_id), count(price), sum(round(price * 100)::BIGINT), {Text("brand")}, {Text("category")},
                count(rating), sum(round(rating * 10)::BIGINT), count(in_stock), count(*) FILTER (in_stock)
                """,
            _ => throw new ArgumentOutOfRangeException(nameof(source), source.Name, "No sums for it."),
        };

        string Text(string column) =>
            $"list_sort(list(DISTINCT {(layer == "validated" ? $"{column}::VARCHAR" : $"{column} IS NOT NULL")})), count({column}), sum(length({column}::VARCHAR))";
    }
}

using DuckDB.NET.Data;

namespace RecoMart.Benchmarks.Peers;

/// <summary>Where the transaction layers lie below a storage folder, and what is in them.</summary>
internal static class LakeOutput
{
    public static readonly IReadOnlyList<string> Layers = ["raw", "validated", "quarantine"];

    private const string FileName = "transactions_merged.parquet";

    public static string PathOf(string storageBase, string layer, string date) =>
        Path.Combine(storageBase, layer, "transactions", date, FileName);

    /// <summary>The layer's file of the only ingestion date, or null when it was not written (nothing was quarantined).</summary>
    public static string? Find(string storageBase, string layer)
    {
        var folder = new DirectoryInfo(Path.Combine(storageBase, layer, "transactions"));
        return folder.Exists ? folder.EnumerateFiles(FileName, SearchOption.AllDirectories).Single().FullName : null;
    }

    /// <summary>
    /// Sums over each layer's columns, read by DuckDB whoever wrote them: two lakes with equal sums hold the same rows, whatever
    /// their order and encodings.
    /// </summary>
    public static IReadOnlyList<LayerContent> Describe(string storageBase)
    {
        using var connection = new DuckDBConnection("Data Source=:memory:");
        connection.Open();
        return [.. Layers.Select(layer => Describe(connection, storageBase, layer))];
    }

    private static LayerContent Describe(DuckDBConnection connection, string storageBase, string layer)
    {
        if (Find(storageBase, layer) is not { } file)
            return new LayerContent(layer, 0, 0, "");

        using var command = connection.CreateCommand();
        var modes = layer == "validated" ? "view_mode::VARCHAR" : "view_mode IS NOT NULL";
        var sums = layer == "quarantine" ? "sum(line_number)::VARCHAR" :
            $"""
            concat_ws(' ', sum(user_id), sum(item_id), count(rating), sum(rating), count(timestamp),
                sum(epoch_us(timestamp)::HUGEINT), list_sort(list(DISTINCT {modes})), sum(length(view_mode::VARCHAR)))
            """;
        command.CommandText = $"SELECT count(*), coalesce({sums}, '') FROM read_parquet({DuckDbPeer.Literal(file)})";
        using var reader = command.ExecuteReader();
        reader.Read();
        return new LayerContent(layer, reader.GetInt64(0), new FileInfo(file).Length, reader.GetString(1));
    }
}

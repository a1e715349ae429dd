using System.Globalization;
using RecoMart.Storage.Lake;

namespace RecoMart.BatchIngestor.Transformations;

/// <summary>The SQL by which DuckDB finds the lake's datasets under the names that the transformations use.</summary>
internal static class InputSql
{
    /// <summary>The schemas, and what DuckDB needs beyond standard SQL.</summary>
    public static string Preamble => $"""
        CREATE SCHEMA validated;
        CREATE SCHEMA prepared;
        CREATE SCHEMA features;
        {SqlFiles.Read("duckdb.sql")}
        """;

    /// <summary>A view of some datasets as one table.</summary>
    /// <param name="lake">The lake.</param>
    /// <param name="name">The table's name.</param>
    /// <param name="columns">Its columns.</param>
    /// <param name="datasets">The datasets.</param>
    /// <param name="order">The pieces of each dataset, where some of them may have no place and are to be left out; else null.</param>
    public static string View(
        DataLakeStorage lake, string name, IEnumerable<string> columns, IReadOnlyList<LakeEntry> datasets, IReadOnlyList<IReadOnlyList<RowPiece>>? order = null) =>
        order is null || RowOrder.CountReplaced(order) == 0
            ? $"CREATE VIEW {name} AS SELECT {string.Join(", ", columns)} FROM read_parquet([{string.Join(", ", datasets.Select(dataset => PathOf(lake, dataset)))}]);\n"
            : $"CREATE VIEW {name} AS SELECT {string.Join(", ", columns)} FROM ({Ordered(lake, columns, datasets, order)});\n";

    /// <summary>
    /// The same with a column <c>position</c>, the place of each row in the order of all, and always without rows that have no place.
    /// </summary>
    /// <param name="lake">The lake.</param>
    /// <param name="name">The table's name.</param>
    /// <param name="columns">Its columns.</param>
    /// <param name="datasets">The datasets.</param>
    /// <param name="order">The pieces of each dataset.</param>
    public static string OrderedView(
        DataLakeStorage lake, string name, IEnumerable<string> columns, IReadOnlyList<LakeEntry> datasets, IReadOnlyList<IReadOnlyList<RowPiece>> order) =>
        $"CREATE VIEW {name} AS {Ordered(lake, columns, datasets, order)};\n";

    private static string Ordered(
        DataLakeStorage lake, IEnumerable<string> columns, IReadOnlyList<LakeEntry> datasets, IReadOnlyList<IReadOnlyList<RowPiece>> order) =>
        string.Join("\nUNION ALL ", datasets.Zip(order, (dataset, pieces) =>
            $"SELECT {string.Join(", ", columns)}, {PositionOf(pieces)} AS position FROM read_parquet({PathOf(lake, dataset)}, file_row_number = true)"
            + (pieces.Any(piece => piece.Offset is null) ? " WHERE position IS NOT NULL" : "")));

    private static string PositionOf(IReadOnlyList<RowPiece> pieces) => pieces.Count == 0
        ? "CAST(NULL AS BIGINT)"
        : $"CASE {string.Concat(pieces.Select(piece => string.Create(CultureInfo.InvariantCulture, $"WHEN file_row_number < {piece.End} THEN {PlaceOf(piece)} ")))}END";

    private static string PlaceOf(RowPiece piece) => piece.Offset is { } offset
        ? string.Create(CultureInfo.InvariantCulture, $"file_row_number + ({offset})")
        : "NULL";

    private static string PathOf(DataLakeStorage lake, LakeEntry dataset) => DuckDbSession.Literal(lake.FullPath(dataset.Partition.DataPath));
}

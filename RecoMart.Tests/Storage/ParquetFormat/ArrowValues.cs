using System.Globalization;
using ParquetSharp;

namespace RecoMart.Tests.Storage.ParquetFormat;

/// <summary>The rows of a Parquet file as Arrow's C++ implementation reads them, as text.</summary>
internal static class ArrowValues
{
    public static IReadOnlyList<string> Read(string path)
    {
        using var reader = new ParquetFileReader(path);
        var rows = new List<string>();
        for (var group = 0; group < reader.FileMetaData.NumRowGroups; group++)
        {
            using var groupReader = reader.RowGroup(group);
            var count = (int)groupReader.MetaData.NumRows;
            var columns = Enumerable.Range(0, reader.FileMetaData.NumColumns).Select(column => Column(groupReader, column, count)).ToList();
            rows.AddRange(Enumerable.Range(0, count).Select(row => string.Join('|', columns.Select(column => column[row]))));
        }
        return rows;
    }

    private static List<string> Column(RowGroupReader group, int column, int rows)
    {
        using var reader = group.Column(column);
        using var logical = reader.LogicalReader();
        return logical switch
        {
            LogicalColumnReader<long> r => Texts(r.ReadAll(rows)),
            LogicalColumnReader<long?> r => Texts(r.ReadAll(rows)),
            LogicalColumnReader<int?> r => Texts(r.ReadAll(rows)),
            LogicalColumnReader<double?> r => Texts(r.ReadAll(rows)),
            LogicalColumnReader<bool?> r => Texts(r.ReadAll(rows)),
            LogicalColumnReader<string> r => Texts(r.ReadAll(rows)),
            LogicalColumnReader<DateTime?> r => [.. r.ReadAll(rows).Select(time => time is null ? "" : Text((time.Value - DateTime.UnixEpoch).Ticks / TimeSpan.TicksPerMicrosecond))],
            _ => throw new InvalidOperationException(logical.GetType().ToString()),
        };
    }

    private static List<string> Texts<T>(T[] values) => [.. values.Select(value => Text(value))];

    private static string Text(object? value) => Convert.ToString(value, CultureInfo.InvariantCulture) ?? "";
}

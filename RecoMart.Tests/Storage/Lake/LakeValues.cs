using System.Globalization;
using RecoMart.Storage.Contract;
using RecoMart.Storage.Lake;

namespace RecoMart.Tests.Storage.Lake;

/// <summary>The rows of a lake file as Parquet.Net reads them, as text like <see cref="DuckDb"/>'s.</summary>
internal static class LakeValues
{
    public static async Task<IReadOnlyList<string>> ReadAsync(string path)
    {
        await using var reader = await LakeFileReader.OpenAsync(path);
        var rows = new List<string>();
        for (var group = 0; group < reader.RowGroupCount; group++)
        {
            var columns = new List<List<string>>();
            foreach (var column in reader.Columns)
                columns.Add(await ColumnAsync(reader, group, column));
            rows.AddRange(Enumerable.Range(0, reader.GroupRows(group)).Select(row => string.Join('|', columns.Select(column => column[row]))));
        }
        return rows;
    }

    /// <summary>The same by DuckDB: instants in microseconds, booleans as True and False.</summary>
    public static string DuckDbColumns(IEnumerable<Field> fields) =>
        string.Join(", ", fields.Select(field => field.Type == FieldType.Timestamp ? $"epoch_us({field.Name})" : field.Name));

    private static async Task<List<string>> ColumnAsync(LakeFileReader reader, int group, string column)
    {
        var type = reader.TypeOf(column);
        if (type == typeof(long))
            return Texts(await reader.ReadAsync<long>(group, column));
        if (type == typeof(int))
            return Texts(await reader.ReadAsync<int>(group, column));
        if (type == typeof(double))
            return Texts(await reader.ReadAsync<double>(group, column));
        if (type == typeof(bool))
            return Texts(await reader.ReadAsync<bool>(group, column));
        if (type == typeof(DateTime))
            return [.. (await reader.ReadAsync<DateTime>(group, column)).Values().Select(time => time is null ? "" : Text((time.Value - DateTime.UnixEpoch).Ticks / 10))];
        return [.. (await reader.ReadAsync<ReadOnlyMemory<char>>(group, column)).Values().Select(text => text?.ToString() ?? "")];
    }

    private static List<string> Texts<T>(LakeColumn<T> column)
        where T : struct => [.. column.Values().Select(value => value is null ? "" : Text(value.Value))];

    private static string Text(object value) => Convert.ToString(value, CultureInfo.InvariantCulture)!;
}

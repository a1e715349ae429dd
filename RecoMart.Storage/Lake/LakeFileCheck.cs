using System.Globalization;

namespace RecoMart.Storage.Lake;

/// <summary>
/// Checks a data file against what is said of it: columns, row counts and null counts of all row groups, and the values of some of
/// them (first, last, one in ten) or all against the footer's statistics, which engines trust when they skip row groups.
/// </summary>
internal static class LakeFileCheck
{
    private const int SampleEvery = 10;

    /// <summary>Checks a file.</summary>
    /// <param name="reader">The file.</param>
    /// <param name="schema">The columns it should have.</param>
    /// <param name="records">The rows it should have.</param>
    /// <param name="nullCounts">The nulls each column should have.</param>
    /// <param name="deep">Whether to decode all row groups.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <param name="firstGroup">The first row group whose values are to be looked at: those before are copies of what was checked.</param>
    /// <returns>What is wrong, in sentences; empty when nothing is.</returns>
    public static async Task<IReadOnlyList<string>> RunAsync(
        LakeFileReader reader,
        LakeSchema schema,
        long records,
        IReadOnlyDictionary<string, long> nullCounts,
        bool deep,
        CancellationToken cancellationToken,
        int firstGroup = 0)
    {
        if (!reader.Columns.SequenceEqual(schema.Columns))
            return [$"has the columns {string.Join(", ", reader.Columns)}, not {string.Join(", ", schema.Columns)}"];
        var problems = new List<string>();
        if (reader.RowCount != records)
            problems.Add(string.Create(CultureInfo.InvariantCulture, $"has {reader.RowCount} rows, not {records}"));

        foreach (var column in reader.Columns)
        {
            long nulls = 0;
            for (var group = 0; group < reader.RowGroupCount; group++)
                nulls += reader.Statistics(group, column)?.NullCount ?? 0;
            if (!nullCounts.TryGetValue(column, out var expected))
                problems.Add(string.Create(CultureInfo.InvariantCulture, $"column {column}: {nulls} nulls by its statistics, not counted in its metadata"));
            else if (nulls != expected)
                problems.Add(string.Create(CultureInfo.InvariantCulture, $"column {column}: {nulls} nulls by its statistics, not {expected}"));
        }
        for (var group = firstGroup; group < reader.RowGroupCount && problems.Count == 0; group++)
        {
            if (!deep && (group - firstGroup) % SampleEvery != 0 && group != reader.RowGroupCount - 1)
                continue;
            foreach (var column in reader.Columns)
            {
                if (await CheckValuesAsync(reader, group, column, cancellationToken) is { } problem)
                    problems.Add(string.Create(CultureInfo.InvariantCulture, $"row group {group}, column {column}: {problem}"));
            }
        }
        return problems;
    }

    private static Task<string?> CheckValuesAsync(LakeFileReader reader, int group, string column, CancellationToken cancellationToken)
    {
        var type = reader.TypeOf(column);
        if (type == typeof(long))
            return CompareAsync<long>(reader, group, column, value => value, cancellationToken);
        if (type == typeof(int))
            return CompareAsync<int>(reader, group, column, value => value, cancellationToken);
        if (type == typeof(double))
            return CompareAsync<double>(reader, group, column, value => value, cancellationToken);
        if (type == typeof(bool))
            return CompareAsync<bool>(reader, group, column, value => value, cancellationToken);
        if (type == typeof(DateTime))
            return CompareAsync<DateTime>(reader, group, column, value => (value - DateTime.UnixEpoch).Ticks / TimeSpan.TicksPerMicrosecond, cancellationToken);
        return CompareTextAsync(reader, group, column, cancellationToken);
    }

    private static async Task<string?> CompareAsync<T>(
        LakeFileReader reader, int group, string column, Func<T, object> toStatistic, CancellationToken cancellationToken)
        where T : struct, IComparable<T>
    {
        using var values = await reader.ReadAsync<T>(group, column, cancellationToken);
        var bounds = FindBounds(values.Present);
        var min = bounds is null ? null : toStatistic(bounds.Value.Min);
        var max = bounds is null ? null : toStatistic(bounds.Value.Max);
        return Compare(reader.Statistics(group, column), values.Rows - values.PresentCount, min, max);
    }

    private static async Task<string?> CompareTextAsync(LakeFileReader reader, int group, string column, CancellationToken cancellationToken)
    {
        using var values = await reader.ReadAsync<ReadOnlyMemory<char>>(group, column, cancellationToken);
        var bounds = FindBounds(values.Present);
        var statistics = reader.Statistics(group, column);
        // The writer leaves out the bounds of very long texts.
        if (statistics?.MinValue is null || statistics.MaxValue is null)
            return Compare(statistics, values.Rows - values.PresentCount, null, null);
        return Compare(statistics, values.Rows - values.PresentCount, bounds?.Min.ToString(), bounds?.Max.ToString());
    }

    private static (T Min, T Max)? FindBounds<T>(ReadOnlySpan<T> values)
        where T : struct, IComparable<T>
    {
        if (values.IsEmpty)
            return null;
        var (min, max) = (values[0], values[0]);
        foreach (var value in values)
        {
            if (value.CompareTo(min) < 0)
                min = value;
            if (value.CompareTo(max) > 0)
                max = value;
        }
        return (min, max);
    }

    private static (ReadOnlyMemory<char> Min, ReadOnlyMemory<char> Max)? FindBounds(ReadOnlySpan<ReadOnlyMemory<char>> values)
    {
        if (values.IsEmpty)
            return null;
        var (min, max, last) = (values[0], values[0], values[0]);
        foreach (var value in values)
        {
            // Of a dictionary's few values each row has the same memory: those need no comparing again.
            if (value.Equals(last) || value.Equals(min) || value.Equals(max))
                continue;
            last = value;
            if (CompareUtf8(value.Span, min.Span) < 0)
                min = value;
            if (CompareUtf8(value.Span, max.Span) > 0)
                max = value;
        }
        return (min, max);
    }

    private static string? Compare(Parquet.Data.DataColumnStatistics? statistics, long nulls, object? min, object? max)
    {
        if (statistics is null)
            return "no statistics";
        // Zeros have two signs in a file and one value.
        static bool Same(object? a, object? b) => Equals(a, b) || (a is double x && b is double y && x == y);
        if (statistics.NullCount != nulls)
            return string.Create(CultureInfo.InvariantCulture, $"{nulls} nulls, {statistics.NullCount} by its statistics");
        return Same(statistics.MinValue, min) && Same(statistics.MaxValue, max)
            ? null
            : string.Create(CultureInfo.InvariantCulture, $"values from {min} to {max}, from {statistics.MinValue} to {statistics.MaxValue} by its statistics");
    }

    // UTF-8 bytes compare as code points do, UTF-16 units don't.
    private static int CompareUtf8(ReadOnlySpan<char> a, ReadOnlySpan<char> b)
    {
        var common = a.CommonPrefixLength(b);
        if (common == a.Length || common == b.Length)
            return a.Length - b.Length;
        var (x, y) = (a[common], b[common]);
        if (char.IsSurrogate(x) != char.IsSurrogate(y))
            return char.IsSurrogate(x) ? 1 : -1;
        return x - y;
    }
}

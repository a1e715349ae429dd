namespace RecoMart.Storage.Lake;

/// <summary>Reads rows back from quarantine, as few row groups of a file as it takes.</summary>
public static class QuarantineReader
{
    /// <summary>The first rows, in their order.</summary>
    /// <param name="reader">A file of the quarantine layer.</param>
    /// <param name="limit">At most so many.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>The rows.</returns>
    /// <exception cref="InvalidDataException">The file is damaged.</exception>
    public static async Task<IReadOnlyList<QuarantinedRow>> ReadFirstAsync(LakeFileReader reader, int limit, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(reader);
        var rows = new List<QuarantinedRow>();
        for (var group = 0; group < reader.RowGroupCount && rows.Count < limit; group++)
            rows.AddRange(await ReadAsync(reader, group, 0, Math.Min(limit - rows.Count, reader.GroupRows(group)), cancellationToken));
        return rows;
    }

    /// <summary>The last rows, the last one first.</summary>
    /// <inheritdoc cref="ReadFirstAsync"/>
    public static async Task<IReadOnlyList<QuarantinedRow>> ReadLastAsync(LakeFileReader reader, int limit, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(reader);
        var rows = new List<QuarantinedRow>();
        for (var group = reader.RowGroupCount - 1; group >= 0 && rows.Count < limit; group--)
        {
            var count = Math.Min(limit - rows.Count, reader.GroupRows(group));
            rows.AddRange((await ReadAsync(reader, group, reader.GroupRows(group) - count, count, cancellationToken)).Reverse());
        }
        return rows;
    }

    private static async Task<IEnumerable<QuarantinedRow>> ReadAsync(
        LakeFileReader reader, int group, int skip, int count, CancellationToken cancellationToken)
    {
        var lines = (await reader.ReadAsync<long>(group, "line_number", cancellationToken)).Present.Slice(skip, count).ToArray();
        var files = await TextAsync("source_file");
        var fields = await TextAsync("field");
        var values = await TextAsync("value");
        var rules = await TextAsync("reason");
        var texts = await TextAsync("raw_text");
        return lines.Select((line, row) => new QuarantinedRow(
            files[row]!, line, fields[row], values[row], fields[row] is { } field ? $"{field}: {rules[row]}" : rules[row]!, texts[row] ?? ""));

        async Task<List<string?>> TextAsync(string column) =>
            [.. (await reader.ReadAsync<ReadOnlyMemory<char>>(group, column, cancellationToken)).Values().Skip(skip).Take(count).Select(value => value?.ToString())];
    }
}

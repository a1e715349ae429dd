namespace RecoMart.Storage.Lake;

/// <summary>What the footer of a data file says of its columns.</summary>
/// <param name="NullCounts">Nulls by column.</param>
/// <param name="MemoryBytes">
/// The memory its decoded columns take: the values, a byte per row for null, and of text an index per row and what its pages hold.
/// </param>
internal sealed record LakeFooter(IReadOnlyDictionary<string, long> NullCounts, long MemoryBytes)
{
    /// <summary>Reads it.</summary>
    /// <param name="reader">The file.</param>
    /// <returns>The footer's figures.</returns>
    public static LakeFooter Read(LakeFileReader reader)
    {
        var nulls = reader.Columns.ToDictionary(column => column, _ => 0L);
        var memory = 0L;
        foreach (var column in reader.Columns)
        {
            var width = WidthOf(reader.TypeOf(column));
            for (var group = 0; group < reader.RowGroupCount; group++)
            {
                var rows = reader.GroupRows(group);
                nulls[column] += reader.Statistics(group, column)?.NullCount ?? 0;
                memory += rows + (width is { } bytes ? (long)bytes * rows : (sizeof(int) * (long)rows) + reader.UncompressedBytes(group, column));
            }
        }
        return new LakeFooter(nulls, memory);
    }

    private static int? WidthOf(Type type) =>
        type == typeof(long) || type == typeof(double) || type == typeof(DateTime) ? 8 : type == typeof(int) ? 4 : type == typeof(bool) ? 1 : null;
}

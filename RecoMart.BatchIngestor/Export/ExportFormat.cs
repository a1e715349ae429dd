namespace RecoMart.BatchIngestor.Export;

/// <summary>A file format of <c>export</c>. Its name is what the command line calls it, and what its files' names end with.</summary>
/// <param name="Name">The name.</param>
/// <param name="Copy">What DuckDB's COPY calls it.</param>
/// <param name="IsText">Whether it is text, which can go to standard output, and in which an instant is a text.</param>
internal sealed record ExportFormat(string Name, string Copy, bool IsText)
{
    /// <summary>RFC 4180 with a header, but lines end in LF; null is an empty cell, an empty text is <c>""</c>.</summary>
    public static ExportFormat Csv { get; } = new("csv", "csv, HEADER", IsText: true);

    /// <summary>All formats.</summary>
    public static IReadOnlyList<ExportFormat> All { get; } =
        [Csv, new ExportFormat("jsonl", "json", IsText: true), new ExportFormat("parquet", "parquet, COMPRESSION snappy", IsText: false)];

    /// <summary>The format that a file's name stands for.</summary>
    /// <param name="path">The file.</param>
    /// <returns>The format, or null when the name ends with none.</returns>
    public static ExportFormat? OfName(string path) =>
        All.FirstOrDefault(format => path.EndsWith('.' + format.Name, StringComparison.OrdinalIgnoreCase));
}

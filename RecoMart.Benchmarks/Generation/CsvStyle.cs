namespace RecoMart.Benchmarks.Generation;

/// <summary>How a generated CSV file is written down: what differs between the systems that export such files.</summary>
internal sealed record CsvStyle
{
    public char Delimiter { get; init; } = ',';

    public string NewLine { get; init; } = "\n";

    /// <summary>Between date and time of a clean timestamp: a space or <c>T</c>.</summary>
    public char TimeSeparator { get; init; } = ' ';

    /// <summary>The UTC offset that clean timestamps carry, in whole hours from 0 to 9; null writes none (UTC).</summary>
    public int? OffsetHours { get; init; }

    /// <summary>Appends a row as text: cells with a delimiter, a quote or a line break are quoted (RFC 4180).</summary>
    public void AppendRow(Utf8Buffer buffer, IEnumerable<string> cells) =>
        buffer.Append(string.Join(Delimiter, cells.Select(Quote)) + NewLine);

    private string Quote(string cell) =>
        cell.AsSpan().ContainsAny([Delimiter, '"', '\n', '\r']) ? $"\"{cell.Replace("\"", "\"\"", StringComparison.Ordinal)}\"" : cell;
}

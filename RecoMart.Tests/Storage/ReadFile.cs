using RecoMart.Storage;
using RecoMart.Storage.Columns;
using RecoMart.Storage.Contract;
using RecoMart.Storage.Csv;
using RecoMart.Storage.Json;

namespace RecoMart.Tests.Storage;

/// <summary>What reading a source file from front to back gave.</summary>
/// <param name="Rows">Its rows.</param>
/// <param name="Nulled">The optional values of accepted rows that were not taken: <c>count × reason, line: 'first value'</c>.</param>
/// <param name="Warnings">What the reader says of the file.</param>
/// <param name="SkipReason">Why it is not the source's, or null.</param>
/// <param name="BytesRead">The bytes read.</param>
internal sealed record ReadFile(
    IReadOnlyList<ReadRow> Rows, IReadOnlyList<string> Nulled, IReadOnlyList<string> Warnings, string? SkipReason, long BytesRead)
{
    /// <summary>Opens a source file with the reader that its source needs.</summary>
    public static ISourceReader Open(string path, SourceContract contract) =>
        contract == SourceContract.Products ? JsonSourceReader.Open(path, contract) : CsvSourceReader.Open(path, contract);

    public static ReadFile Of(string path, SourceContract contract)
    {
        using var reader = Open(path, contract);
        return From(reader, contract);
    }

    public static ReadFile From(ISourceReader reader, SourceContract contract)
    {
        var rows = new List<ReadRow>();
        var nulled = new List<string>();
        var batch = new RowBatch(contract);
        var cleaner = new RowCleaner(contract);
        for (var more = true; more;)
        {
            batch.Restart(0);
            more = reader.Read(batch);
            cleaner.Clean(batch);
            rows.AddRange(ReadRow.Of(cleaner));
            nulled.AddRange(cleaner.Nulled().Select(value => $"{value.Count} × {value.Reason}, line {value.FirstLine}: '{value.FirstValue}'"));
        }
        Assert.Equal(reader.Rows, rows.Count);
        return new ReadFile(rows, nulled, [.. reader.Warnings], reader.SkipReason, reader.BytesRead);
    }

    /// <summary>The values of the rows that have all their fields, a line each.</summary>
    public IEnumerable<string> Lines => Rows.Select(row => row.Joined);

    /// <summary>Why rows are rejected: <c>line: complaint</c>.</summary>
    public IEnumerable<string> Complaints => Rows.Where(row => row.Complaint is not null).Select(row => $"{row.Line}: {row.Complaint}");
}

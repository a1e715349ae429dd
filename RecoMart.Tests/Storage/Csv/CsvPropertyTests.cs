using System.Text;
using CsCheck;
using RecoMart.Storage;
using RecoMart.Storage.Columns;
using RecoMart.Tests.Storage.Reference;

namespace RecoMart.Tests.Storage.Csv;

/// <summary>The fast reader and cleaner against the plain reference implementation, over random dirty files.</summary>
public sealed class CsvPropertyTests : IDisposable
{
    private const int HeadBytes = 64 << 10;

    private readonly TemporaryDirectory _directory = new();

    public void Dispose() => _directory.Dispose();

    [Fact]
    public void Every_row_of_every_file_reads_as_the_plain_implementation_reads_it() =>
        DirtyCsv.Files.Sample(Compare, iter: Iterations, threads: 2);

    // A longer hunt: set the variable to the number of files.
    private static long Iterations =>
        long.TryParse(Environment.GetEnvironmentVariable("RECOMART_TEST_CSV_FILES"), out var files) ? files : 3_000;

    private void Compare(DirtyCsv file)
    {
        var path = _directory.Combine($"{Guid.NewGuid():N}.csv");
        File.WriteAllBytes(path, file.Content);
        try
        {
            var (content, markLength) = file.Content.AsSpan().StartsWith(Encoding.UTF8.Preamble) ? (file.Content[3..], 3) : (file.Content, 0);
            // Blanks before quotes are a dialect, told from the start of the file.
            var head = Encoding.Latin1.GetString(content[..Math.Min(content.Length, HeadBytes - markLength)]);
            var expected = ReferenceReader.Read(file.Contract, content, file.Delimiter, head.Contains($"{file.Delimiter} \"", StringComparison.Ordinal));
            if (expected.OpenQuoteLine is { } line)
            {
                var error = Assert.Throws<SourceFileException>(() => ReadFile.Of(path, file.Contract));
                Assert.Equal((line, "a quoted field opens here and is never closed"), ((int?)error.Line, error.Problem));
                return;
            }

            var actual = ReadFile.Of(path, file.Contract);

            Assert.Null(actual.SkipReason);
            Assert.Equal(expected.Rows.Count, actual.Rows.Count);
            foreach (var (row, other) in expected.Rows.Zip(actual.Rows))
            {
                Assert.Equal((row.Line, row.Verdict, row.Complaint), (other.Line, other.Verdict, other.Complaint));
                // The text of an accepted row is not kept.
                Assert.Equal(row.Verdict == RowVerdict.Accepted ? [] : row.Raw, other.Raw);
                Assert.Equal(row.Values, other.Values);
                Assert.Equal(row.Cleaned, other.Cleaned);
            }
            var invalid = ReferenceReader.InvalidLine(content) is { } at ? $", line {at}: bytes that are not UTF-8; such text was read as Windows-1252" : null;
            Assert.Equal(invalid, actual.Warnings.SingleOrDefault(warning => warning.Contains("UTF-8", StringComparison.Ordinal))?[Path.GetFileName(path).Length..]);
        }
        finally
        {
            File.Delete(path);
        }
    }
}

using CsCheck;
using RecoMart.Storage;
using RecoMart.Storage.Columns;
using RecoMart.Storage.Csv;
using RecoMart.Tests.Storage.Reference;

namespace RecoMart.Tests.Storage.Csv;

/// <summary>A file read in two parts, as by two incremental runs between which it has grown, reads as it does at once.</summary>
public sealed class CsvContinuePropertyTests : IDisposable
{
    private readonly TemporaryDirectory _directory = new();
    private int _continued;

    public void Dispose() => _directory.Dispose();

    [Fact]
    public void The_rows_of_both_parts_are_those_of_the_whole()
    {
        Gen.Select(DirtyCsv.Files, Gen.Double[0, 1]).Sample(Compare, iter: 2_000, threads: 2);

        // Many files can't be gone on with, for what is in them; but enough can.
        Assert.True(_continued > 100, $"{_continued} files were read in two parts.");
    }

    private void Compare(DirtyCsv file, double at)
    {
        var cut = file.Content.AsSpan(0, (int)(file.Content.Length * at)).LastIndexOf((byte)'\n') + 1;
        var path = _directory.Combine($"{Guid.NewGuid():N}.csv");
        try
        {
            File.WriteAllBytes(path, file.Content[..cut]);
            var (first, extent) = Read(path, file, SourceReading.Whole);
            File.WriteAllBytes(path, file.Content);
            var whole = Read(path, file, SourceReading.Whole).Rows;
            if (first is null || whole is null || extent!.Lines is not { } lines || !CanGoOn(path, file, cut))
                return;
            Assert.Equal(cut, extent.Bytes);
            var (rest, end) = Read(path, file, new SourceReading { Start = new SourcePosition(cut, lines) });

            Assert.Equal(file.Content.Length, end!.Bytes);
            Assert.Equal(whole.Select(Describe), first.Concat(rest!).Select(Describe));
            Interlocked.Increment(ref _continued);
        }
        finally
        {
            File.Delete(path);
        }
    }

    private static bool CanGoOn(string path, DirtyCsv file, long length)
    {
        using var handle = File.OpenHandle(path);
        return CsvSourceReader.CanGoOn(handle, file.Contract, length);
    }

    private static (IReadOnlyList<ReadRow>? Rows, SourceExtent? Extent) Read(string path, DirtyCsv file, SourceReading reading)
    {
        try
        {
            using var reader = CsvSourceReader.Open(path, file.Contract, reading);
            var rows = ReadFile.From(reader, file.Contract).Rows;
            return reader.SkipReason is null ? (rows, reader.Describe()) : (null, null);
        }
        catch (SourceFileException)
        {
            return (null, null);
        }
    }

    private static string Describe(ReadRow row) =>
        $"{row.Line} {row.Verdict} {row.Complaint} {Convert.ToHexString(row.Verdict == RowVerdict.Accepted ? [] : row.Raw)} {row.Joined}";
}

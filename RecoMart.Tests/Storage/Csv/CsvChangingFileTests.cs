using System.Text;
using RecoMart.Storage;
using RecoMart.Storage.Columns;
using RecoMart.Storage.Contract;
using RecoMart.Storage.Csv;

namespace RecoMart.Tests.Storage.Csv;

/// <summary>Files that somebody writes, cuts or removes while they are read: whole rows, or a clear error.</summary>
public sealed class CsvChangingFileTests : IDisposable
{
    private const string Header = "user_id,age,gender,device\n";
    private const string Grew = "users.csv: grew while it was read; the new lines are left for the next ingest";
    private const string GrewInside = "users.csv: grew while it was read; its last line was not complete and is left for the next ingest";

    // So many that the file's end is not read together with its header.
    private static readonly string s_rows = string.Concat(Enumerable.Repeat("7,25,M,Mobile\n", 100_000));

    private readonly SourceFolder _files = new();

    public void Dispose() => _files.Dispose();

    [Theory]
    [InlineData("1,25,M,Mobile\n", "2,3", "1|25|M|Mobile", Grew)]
    [InlineData("1,25,M,Mobile\n", "2,30,F,Tablet\n", "1|25|M|Mobile", Grew)]
    [InlineData("1,25,M,Mobile\n2,3", "0,F,Tablet\n", "1|25|M|Mobile", GrewInside)]
    [InlineData("1,25,M,Mobile\n2,30,F,Tab", "l", "1|25|M|Mobile", GrewInside)]
    [InlineData("1,25,M,Mobile\r\n2,3", "0,F,Tablet\r\n", "1|25|M|Mobile", GrewInside)]
    public void Of_a_file_that_grows_whole_rows_are_read(string before, string added, string expected, string warning)
    {
        using var reader = Open(Header + s_rows + before);

        File.AppendAllText(_files.PathOf("users.csv"), added);
        var file = ReadFile.From(reader, SourceContract.Users);

        Assert.Equal(["7|25|M|Mobile", expected], file.Lines.TakeLast(2));
        Assert.Equal([warning], file.Warnings);
    }

    [Fact]
    public void A_last_line_without_line_break_is_read_when_nobody_adds_to_it()
    {
        using var reader = Open(Header + "1,25,M,Mobile\n2,30,F,Tablet");

        var file = ReadFile.From(reader, SourceContract.Users);

        Assert.Equal(["1|25|M|Mobile", "2|30|F|Tablet"], file.Lines);
        Assert.Empty(file.Warnings);
    }

    [Fact]
    public void What_is_added_between_two_batches_is_left_too()
    {
        var rows = RowBatch.MaxRows + 10;
        using var reader = Open(Header + string.Concat(Enumerable.Repeat("1,25,M,Mobile\n", rows)) + "2,3");
        var batch = new RowBatch(SourceContract.Users);
        batch.Restart(0);
        Assert.True(reader.Read(batch));

        File.AppendAllText(_files.PathOf("users.csv"), "0,F,Tablet\n3,40,M,Desktop\n");
        batch.Restart(0);
        Assert.False(reader.Read(batch));

        Assert.Equal(rows, reader.Rows);
        Assert.Equal([GrewInside], reader.Warnings);
    }

    [Fact]
    public void No_more_than_the_committed_length_is_read_and_growth_beyond_it_is_no_news()
    {
        var committed = Header + "1,25,M,Mobile\n";
        _files.Write("users.csv", committed + "2,30,F,Tab");
        using var reader = CsvSourceReader.Open(_files.PathOf("users.csv"), SourceContract.Users, new SourceReading { CommittedLength = committed.Length });

        File.AppendAllText(_files.PathOf("users.csv"), "let\n");
        var file = ReadFile.From(reader, SourceContract.Users);

        Assert.Equal(["1|25|M|Mobile"], file.Lines);
        Assert.Empty(file.Warnings);
        Assert.Equal(committed.Length, file.BytesRead);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(30)]
    [InlineData(2_000_000)]
    public void A_file_that_is_cut_off_while_it_is_read_is_refused(int left)
    {
        using var reader = Open(Header + string.Concat(Enumerable.Repeat("1,25,M,Mobile\n", 300_000)));

        using (var file = new FileStream(_files.PathOf("users.csv"), FileMode.Open, FileAccess.Write, FileShare.ReadWrite))
            file.SetLength(left);
        var error = Assert.Throws<SourceFileException>(() => ReadFile.From(reader, SourceContract.Users));

        Assert.Matches("^users.csv: was cut off while it was read, at byte [0-9]+ of 4200026$", error.Message);
    }

    [Fact]
    public void A_file_that_is_removed_or_replaced_while_it_is_read_is_read_as_it_was()
    {
        using var reader = Open(Header + string.Concat(Enumerable.Repeat("1,25,M,Mobile\n", 300_000)));

        File.Delete(_files.PathOf("users.csv"));
        _files.Write("users.csv", "something else");

        Assert.Equal(300_000, ReadFile.From(reader, SourceContract.Users).Rows.Count);
    }

    [Fact]
    public void A_file_that_vanishes_before_it_is_opened_is_refused()
    {
        File.Delete(_files.Write("users.csv", Header));

        var error = SourceFolder.Refused(() => CsvSourceReader.Open(_files.PathOf("users.csv"), SourceContract.Users).Dispose());

        Assert.StartsWith("users.csv: can't be opened: ", error, StringComparison.Ordinal);
    }

    private CsvSourceReader Open(string content) => CsvSourceReader.Open(_files.Write("users.csv", Encoding.UTF8.GetBytes(content)), SourceContract.Users);
}

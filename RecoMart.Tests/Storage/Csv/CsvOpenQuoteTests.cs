using System.Text;
using RecoMart.Storage;
using RecoMart.Storage.Contract;
using RecoMart.Storage.Csv;

namespace RecoMart.Tests.Storage.Csv;

/// <summary>Quotes that are never closed and lines without end: an error at the right place, without reading or holding it all.</summary>
public sealed class CsvOpenQuoteTests : IDisposable
{
    private const string Header = "user_id,age,gender,device\n";
    private const long MiB = 1 << 20;

    private readonly SourceFolder _files = new();

    public void Dispose() => _files.Dispose();

    [Theory]
    [InlineData("\"user_id,age,gender,device\n1,25,M,Mobile\n", 1, 1)]
    [InlineData("user_id,age,gender,\"device\n1,25,M,Mobile\n", 1, 20)]
    [InlineData("\uFEFF\"user_id,age,gender,device\n1,25,M,Mobile\n", 1, 1)]
    [InlineData("\"\n\n", 1, 1)]
    [InlineData(Header + "\"1,25,M,Mobile\n2,30,F,Tablet\n", 2, 1)]
    [InlineData(Header + "1,25,M,Mobile\n2,30,F,\"Tablet\n3,40,M,Desktop\n", 3, 8)]
    [InlineData(Header + "1,25,M,\"a\nb\"\n\n2,30,F,\"Tab\"\"let\n3,40,M,Desktop\n", 5, 8)]
    [InlineData(Header + "1,25,M,Mobile\n2,30,F,\"", 3, 8)]
    [InlineData(Header + "1,25,M,Mobile\n2,30,F,\"Tablet", 3, 8)]
    [InlineData(Header + "1,25,M,Mobile\n2,\"30\",F,\"Tablet\"\"", 3, 10)]
    [InlineData(Header + "1,2\"5,M,\"Mobile\n2,30,F,Tablet\n", 2, 9)]
    [InlineData(Header + "1,\"25\"x,M,\"Mobile\n2,30,F,Tablet\n", 2, 11)]
    [InlineData(Header + "1,2\"5,M,Mobile\n2,\"25\"x\"y,M,\"Mobile\n2,30,F,Tablet\n", 3, 13)]
    [InlineData("sep=;\nuser_id;age;gender;device\n1;25;M;\"Mobile\n", 3, 8)]
    [InlineData("user_id, age, gender, device\n1, \"25\", M, \"Mobile\n", 2, 13)]
    [InlineData("user_id,age,gender,device\r1,25,M,Mobile\r2,30,F,\"Tablet\r3,40,M,Desktop\r", 3, 8)]
    [InlineData("user_id,age,gender,device\r\n1,25,M,Mobile\r\n2,30,F,\"Tablet\r\n3,40,M,Desktop\r\n", 3, 8)]
    public void The_error_names_the_place_where_the_quote_opens(string content, long line, long column)
    {
        var error = Assert.Throws<SourceFileException>(() => _files.Users(content));

        Assert.Equal($"users.csv, line {line}, column {column}: a quoted field opens here and is never closed", error.Message);
        Assert.Equal((line, column), (error.Line, error.Column));
    }

    [Fact]
    public void In_UTF_16_it_names_the_line() =>
        Assert.Equal(
            "users.csv, line 3: a quoted field opens here and is never closed",
            _files.UsersRefused([0xFF, 0xFE, .. Encoding.Unicode.GetBytes(Header + "1,25,M,Mobile\n2,30,F,\"Tablet\n3,40,M,Desktop\n")]));

    [Theory]
    [InlineData("", "\"1,25,M,Mobile\n", 2, 1)]
    [InlineData("", "1,25,M,\"Mobile\n", 2, 8)]
    [InlineData("1,25,M,Mobile\n\n1,25,M,\"a\nb\"\n\n", "1,25,M,\"Mobile\n", 7, 8)]
    public void In_a_large_file_the_rest_is_not_read(string before, string opening, long line, long column)
    {
        WriteLarge(Header + before + opening, "2,30,F,Tablet\n", 80 * MiB);

        var (error, bytesRead) = ReadRefused();

        Assert.Equal($"users.csv, line {line}, column {column}: a quoted field opens here and is not closed within 16 MiB", error);
        Assert.InRange(bytesRead, 1, 40 * MiB);
    }

    [Theory]
    [InlineData("\"user_id,age,gender,device\n", 1)]
    [InlineData("\uFEFFuser_id,age,gender,\"device\n", 20)]
    [InlineData("\uFEFF\"user_id\",\"age\",gender,\"device\n", 24)]
    public void In_the_header_of_a_large_file_it_is_found_too(string header, long column)
    {
        WriteLarge(header, "2,30,F,Tablet\n", 80 * MiB);

        Assert.Equal(
            $"users.csv, line 1, column {column}: a quoted field opens here and is not closed within 16 MiB",
            SourceFolder.Refused(() => CsvSourceReader.Open(_files.PathOf("users.csv"), SourceContract.Users).Dispose()));
    }

    [Theory]
    [InlineData(Header, 2)]
    [InlineData(Header + "1,25,M,Mobile\n\n\n", 5)]
    [InlineData(Header + "1,25,M,\"a\n\nb\"\n", 5)]
    public void A_line_over_16_MiB_is_refused_with_its_number(string before, long line)
    {
        WriteLarge(before, "2,30,F,Tablet,", 80 * MiB);

        var (error, bytesRead) = ReadRefused();

        Assert.Equal($"users.csv, line {line}: a line that is longer than 16 MiB", error);
        Assert.InRange(bytesRead, 1, 40 * MiB);
    }

    [Fact]
    public void Memory_is_bounded_while_a_line_without_end_is_read()
    {
        WriteLarge(Header, "2,30,F,Tablet,", 200 * MiB);
        var before = GC.GetAllocatedBytesForCurrentThread();

        ReadRefused();

        // Two generations of a buffer that doubles up to twice the limit, and the text once more for the message.
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 1, 150 * MiB);
    }

    [Fact]
    public void A_quoted_field_just_below_the_limit_is_read()
    {
        var device = string.Concat(Enumerable.Repeat("0123456789abcd\n", (int)(15 * MiB / 15)));

        var file = _files.Users($"{Header}1,25,M,\"{device}\"\n2,30,F,Tablet\n");

        Assert.Equal(device.TrimEnd(), file.Rows[0].Values[3]);
        Assert.Equal(2 + (15 * MiB / 15) + 1, file.Rows[1].Line);
    }

    private (string Error, long BytesRead) ReadRefused()
    {
        using var reader = CsvSourceReader.Open(_files.PathOf("users.csv"), SourceContract.Users);
        var error = SourceFolder.Refused(() => ReadFile.From(reader, SourceContract.Users));
        return (error, reader.BytesRead);
    }

    private void WriteLarge(string start, string repeated, long length)
    {
        using var file = File.Create(_files.PathOf("users.csv"));
        file.Write(Encoding.UTF8.GetBytes(start));
        var block = Encoding.UTF8.GetBytes(string.Concat(Enumerable.Repeat(repeated, 100_000)));
        while (file.Length < length)
            file.Write(block);
    }
}

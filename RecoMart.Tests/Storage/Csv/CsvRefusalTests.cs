using System.IO.Compression;
using System.Text;
using RecoMart.Storage;
using RecoMart.Storage.Contract;
using RecoMart.Storage.Csv;

namespace RecoMart.Tests.Storage.Csv;

/// <summary>Files that can't be taken as a whole, and the error that says why; and those that merely have no rows.</summary>
public sealed class CsvRefusalTests : IDisposable
{
    private const string Header = "user_id,age,gender,device\n";

    private readonly SourceFolder _files = new();

    public static TheoryData<string, byte[]> BinaryFiles => new()
    {
        { "a PNG image", [0x89, .. "PNG\r\n"u8, 0x1A, (byte)'\n', 0, 0, 0, 13] },
        { "a ZIP archive or an Excel workbook", Zip() },
        { "a gzip archive", Gzip() },
        { "a Parquet file", [.. "PAR1"u8, 0x15, 0, 0x15, 0x90] },
        { "a PDF document", [.. "%PDF-1.7\n"u8, 0xE2, 0xE3] },
        { "text in UTF-16 without a byte order mark, or binary data", Encoding.Unicode.GetBytes(Header + "1,25,M,Mobile\n") },
        { "text in UTF-16 without a byte order mark, or binary data", Encoding.BigEndianUnicode.GetBytes(Header + "1,25,M,Mobile\n") },
        { "binary data", RandomBytes(200_000) },
        { "text in UTF-16 without a byte order mark, or binary data", new byte[5_000] },
    };

    public void Dispose() => _files.Dispose();

    [Theory]
    [MemberData(nameof(BinaryFiles))]
    public void Binary_content_is_refused_by_what_it_looks_like(string what, byte[] content) =>
        Assert.Equal($"users.csv: is not a CSV file: it looks like {what}", _files.UsersRefused(content));

    [Theory]
    [InlineData("1,25,M,Mobile\n2,30,F,Tablet\n", "users.csv, line 1: has no header row: expected user_id, age, gender, device, found 1, 25, M, Mobile")]
    [InlineData("sep=;\n1;25;M;Mobile\n", "users.csv, line 2: has no header row: expected user_id, age, gender, device, found 1, 25, M, Mobile")]
    [InlineData("user_id,age,gender,device,AGE\n", "users.csv, line 1: the column age stands twice in the header")]
    [InlineData("User_Id;\"user_id\";age;gender;device\n", "users.csv, line 1: the column user_id stands twice in the header")]
    public void A_header_that_is_missing_or_ambiguous_is_refused(string content, string error) => Assert.Equal(error, _files.UsersRefused(content));

    [Fact]
    public void A_missing_file_and_a_folder_are_refused()
    {
        Directory.CreateDirectory(_files.PathOf("folder.csv"));

        Assert.StartsWith("users.csv: can't be opened: ", Open("users.csv"), StringComparison.Ordinal);
        Assert.StartsWith("folder.csv: can't be opened: ", Open("folder.csv"), StringComparison.Ordinal);
    }

    [SkippableFact]
    public void A_file_without_the_right_to_read_it_is_refused()
    {
        Skip.If(OperatingSystem.IsWindows() || Environment.IsPrivilegedProcess, "needs Unix file modes and a user whom they bind");
        if (!OperatingSystem.IsWindows())
            File.SetUnixFileMode(_files.Write("users.csv", Header), UnixFileMode.None);

        Assert.StartsWith("users.csv: can't be opened: ", Open("users.csv"), StringComparison.Ordinal);
    }

    [SkippableFact]
    public void A_file_whose_reading_fails_is_refused()
    {
        // The kernel offers this file to be opened, but not to be read from its start.
        Skip.IfNot(File.Exists("/proc/self/mem"), "needs /proc/self/mem");
        File.CreateSymbolicLink(_files.PathOf("users.csv"), "/proc/self/mem");
        using var reader = new SourceStream(_files.PathOf("users.csv"), SourceReading.Whole, CancellationToken.None);

        var error = SourceFolder.Refused(() => reader.ReadAt(new byte[10], 0));

        Assert.StartsWith("users.csv: can't be read: ", error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("")]
    [InlineData("\n")]
    [InlineData("\r\n\r\n")]
    [InlineData("   ")]
    [InlineData(" \n\t\n  ")]
    [InlineData(Header)]
    [InlineData("user_id,age,gender,device")]
    [InlineData(Header + "\n\n\r\n")]
    public void A_file_without_rows_is_neither_refused_nor_skipped(string content)
    {
        var file = _files.Users(content);

        Assert.Empty(file.Rows);
        Assert.Null(file.SkipReason);
    }

    [Fact]
    public void White_space_before_the_header_does_not_make_a_file_empty()
    {
        var file = _files.Users($"   \n{Header}1,25,M,Mobile\n");

        Assert.Equal("no users file: it lacks the columns user_id, age, gender, device", file.SkipReason);
    }

    [Fact]
    public void Cancelling_ends_reading()
    {
        using var cancelled = new CancellationTokenSource();
        cancelled.Cancel();
        _files.Write("users.csv", Header);

        Assert.Throws<OperationCanceledException>(() => CsvSourceReader.Open(_files.PathOf("users.csv"), SourceContract.Users, null, cancelled.Token));
    }

    private string Open(string name) => SourceFolder.Refused(() => CsvSourceReader.Open(_files.PathOf(name), SourceContract.Users).Dispose());

    private static byte[] Zip()
    {
        using var bytes = new MemoryStream();
        using (var zip = new ZipArchive(bytes, ZipArchiveMode.Create))
            zip.CreateEntry("users.csv").Open().Dispose();
        return bytes.ToArray();
    }

    private static byte[] Gzip()
    {
        using var bytes = new MemoryStream();
        using (var gzip = new GZipStream(bytes, CompressionLevel.Fastest))
            gzip.Write(Encoding.UTF8.GetBytes(Header));
        return bytes.ToArray();
    }

    private static byte[] RandomBytes(int count)
    {
        var bytes = new byte[count];
        new Random(7).NextBytes(bytes);
        return bytes;
    }
}

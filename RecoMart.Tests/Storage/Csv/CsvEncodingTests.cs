using System.Text;
using RecoMart.Storage.Contract;

namespace RecoMart.Tests.Storage.Csv;

/// <summary>Files in UTF-8, UTF-16 and the old 8-bit encodings.</summary>
public sealed class CsvEncodingTests : IDisposable
{
    private const string Text = "user_id,age,gender,device\n13,25,M,Café ☕\n14,30,F,Tablet\n";

    private readonly SourceFolder _files = new();

    public static TheoryData<string, bool> UnicodeFiles => new()
    {
        { "utf-8", false },
        { "utf-8", true },
        { "utf-16", true },
        { "utf-16BE", true },
    };

    public void Dispose() => _files.Dispose();

    [Theory]
    [MemberData(nameof(UnicodeFiles))]
    public void Unicode_is_read_with_its_byte_order_mark(string encoding, bool withMark)
    {
        var content = Encode(Encoding.GetEncoding(encoding), Text, withMark);

        var file = _files.Users(content);

        Assert.Equal(["13|25|M|Café ☕", "14|30|F|Tablet"], file.Lines);
        Assert.Equal([2L, 3L], file.Rows.Select(row => row.Line));
        Assert.Empty(file.Warnings);
        Assert.Equal(content.Length, file.BytesRead);
    }

    [Theory]
    [InlineData("utf-8")]
    [InlineData("utf-16")]
    [InlineData("utf-16BE")]
    public void A_byte_order_mark_alone_is_an_empty_file(string encoding)
    {
        var file = _files.Users(Encode(Encoding.GetEncoding(encoding), "", withMark: true));

        Assert.Empty(file.Rows);
        Assert.Null(file.SkipReason);
    }

    [Theory]
    [InlineData("Caf\u00E9", new byte[] { (byte)'C', (byte)'a', (byte)'f', 0xE9 })]
    [InlineData("€ 5", new byte[] { 0x80, (byte)' ', (byte)'5' })]
    public void Bytes_that_are_not_utf8_are_windows_1252_and_the_line_is_named(string expected, byte[] bytes)
    {
        var file = _files.Users([.. "user_id,age,gender,device\n12,25,M,Café\n13,25,M,"u8, .. bytes, .. "\n14,30,F,Tablet\n"u8]);

        Assert.Equal(["12|25|M|Café", $"13|25|M|{expected}", "14|30|F|Tablet"], file.Lines);
        Assert.Equal(["users.csv, line 3: bytes that are not UTF-8; such text was read as Windows-1252"], file.Warnings);
    }

    [Theory]
    [InlineData("\n")]
    [InlineData("\r\n")]
    [InlineData("\r")]
    public void They_are_found_in_a_column_that_is_not_stored_too(string newLine)
    {
        var text = "user_id,age,gender,device,note\n12,25,M,Mobile,\"a\nb\"\n13,25,M,Mobile,Caf\u00E9\n".Replace("\n", newLine);

        var file = _files.Users(Encoding.Latin1.GetBytes(text));

        Assert.Contains("users.csv, line 4: bytes that are not UTF-8; such text was read as Windows-1252", file.Warnings);
    }

    [Fact]
    public void They_are_found_at_the_very_end_of_a_file()
    {
        var file = _files.Users([.. "user_id,age,gender,device\n13,25,M,Caf"u8, 0xC3]);

        Assert.Equal(["13|25|M|CafÃ"], file.Lines);
        Assert.Equal(["users.csv, line 2: bytes that are not UTF-8; such text was read as Windows-1252"], file.Warnings);
    }

    [Fact]
    public void A_character_on_the_border_of_two_blocks_is_still_utf8()
    {
        // The reader takes the file in blocks of some size: three-byte characters end on every byte of it.
        var text = new StringBuilder("user_id,age,gender,device,note\n");
        while (text.Length < 900_000)
            text.Append("13,25,M,Mobile,☕☕☕☕☕☕☕☕☕☕☕☕☕☕☕☕☕☕☕☕\n");
        for (var shift = 0; shift < 3; shift++)
        {
            var file = _files.Csv(SourceContract.Users, "users.csv", Encoding.UTF8.GetBytes(text.ToString() + new string('x', shift)));

            Assert.DoesNotContain(file.Warnings, warning => warning.Contains("UTF-8", StringComparison.Ordinal));
            text.Insert(26, 'x');
        }
    }

    [Fact]
    public void Excels_line_is_found_after_a_byte_order_mark_whatever_character_the_start_of_the_file_ends_in()
    {
        for (var shift = 0; shift < 3; shift++)
        {
            var text = "sep=;\r\nuser_id;age;gender;device\r\n" + new string('x', shift) + string.Concat(Enumerable.Repeat("☕", 40_000));

            Assert.Null(_files.Users(Encode(Encoding.UTF8, text, withMark: true)).SkipReason);
        }
    }

    private static byte[] Encode(Encoding encoding, string text, bool withMark) => [.. withMark ? encoding.GetPreamble() : [], .. encoding.GetBytes(text)];
}

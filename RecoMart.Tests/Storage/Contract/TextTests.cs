using RecoMart.Storage.Contract;

namespace RecoMart.Tests.Storage.Contract;

public sealed class TextTests
{
    public static TheoryData<string> NullWords => ["", " ", "\t\r\n\v\f ", "NA", "N/A", "NaN", "nan", "None", "NULL", "null", "n/a", "<NA>", "#N/A", " NA ", "\tnull"];

    [Theory]
    [MemberData(nameof(NullWords))]
    public void The_null_words_of_pandas_are_null_in_every_type(string cell) =>
        Assert.All(Enum.GetValues<FieldType>(), type => Assert.Equal((CellStatus.Null, null), Cells.Read(type, cell)));

    [Theory]
    [InlineData("na")]
    [InlineData("Nan")]
    [InlineData("none")]
    [InlineData("NONE")]
    [InlineData("Null")]
    [InlineData("N/a")]
    [InlineData("#N/A N/A")]
    [InlineData("#NA")]
    [InlineData("nil")]
    [InlineData("-")]
    [InlineData("?")]
    [InlineData("\"\"")]
    [InlineData("NA,")]
    public void Other_words_are_text(string cell) => Assert.Equal((CellStatus.Value, cell), Cells.Read(FieldType.Text, cell));

    [Theory]
    [InlineData(" Acme ", "Acme")]
    [InlineData("\tAcme\r\n", "Acme")]
    [InlineData("two  words", "two  words")]
    [InlineData("line\nbreak", "line\nbreak")]
    [InlineData("\u00A0Acme\u2003", "\u00A0Acme\u2003")]
    [InlineData("\u0001\u007F", "\u0001\u007F")]
    [InlineData("Café ☕ 🛒", "Café ☕ 🛒")]
    public void Outer_ascii_white_space_goes_and_all_else_stays(string cell, string expected) =>
        Assert.Equal((CellStatus.Value, expected), Cells.Read(FieldType.Text, cell));

    [Theory]
    [InlineData("\0")]
    [InlineData("Ac\0me")]
    [InlineData("Acme\0")]
    public void Text_with_a_NUL_is_not_text(string cell) => Assert.Equal((CellStatus.NotText, null), Cells.Read(FieldType.Text, cell));

    [Theory]
    [InlineData(new byte[] { (byte)'C', (byte)'a', (byte)'f', 0xE9 }, "Café")]
    [InlineData(new byte[] { 0x80, (byte)'5' }, "€5")]
    [InlineData(new byte[] { 0x93, (byte)'x', 0x94 }, "“x”")]
    [InlineData(new byte[] { 0xC3 }, "Ã")]
    [InlineData(new byte[] { 0xED, 0xA0, 0x80 }, "í\u00A0€")]
    [InlineData(new byte[] { 0xC0, 0xAF }, "À¯")]
    [InlineData(new byte[] { 0xFF }, "ÿ")]
    public void Bytes_that_are_not_utf8_are_read_as_windows_1252(byte[] cell, string expected) =>
        Assert.Equal((CellStatus.Value, expected), Cells.Read(new Field("brand", FieldType.Text), cell));
}

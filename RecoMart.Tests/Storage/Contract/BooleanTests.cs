using RecoMart.Storage.Contract;

namespace RecoMart.Tests.Storage.Contract;

public sealed class BooleanTests
{
    [Theory]
    [InlineData("true", true)]
    [InlineData("True", true)]
    [InlineData("TRUE", true)]
    [InlineData("1", true)]
    [InlineData("yes", true)]
    [InlineData("YeS", true)]
    [InlineData(" true ", true)]
    [InlineData("false", false)]
    [InlineData("FALSE", false)]
    [InlineData("0", false)]
    [InlineData("no", false)]
    [InlineData("No", false)]
    public void Six_words_in_any_case_are_booleans(string cell, bool expected) =>
        Assert.Equal((CellStatus.Value, expected), Cells.Read(FieldType.Boolean, cell));

    [Theory]
    [InlineData("t")]
    [InlineData("y")]
    [InlineData("on")]
    [InlineData("2")]
    [InlineData("1.0")]
    [InlineData("-1")]
    [InlineData("01")]
    [InlineData("true.")]
    [InlineData("true\0")]
    [InlineData("tr ue")]
    [InlineData("yeſ")]
    [InlineData("ｎｏ")]
    [InlineData("in stock")]
    public void Anything_else_is_not_a_boolean(string cell) =>
        Assert.Equal((CellStatus.NotABoolean, null), Cells.Read(FieldType.Boolean, cell));

    [Fact]
    public void Nothing_is_null() => Assert.Equal((CellStatus.Null, null), Cells.Read(FieldType.Boolean, ""));
}

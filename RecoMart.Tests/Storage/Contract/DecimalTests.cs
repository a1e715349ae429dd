using RecoMart.Storage.Contract;

namespace RecoMart.Tests.Storage.Contract;

public sealed class DecimalTests
{
    [Theory]
    [InlineData("29.76", 29.76)]
    [InlineData("0", 0.0)]
    [InlineData("-0.5", -0.5)]
    [InlineData("+2", 2.0)]
    [InlineData(".5", 0.5)]
    [InlineData("5.", 5.0)]
    [InlineData("1e3", 1000.0)]
    [InlineData("1E-3", 0.001)]
    [InlineData("1e+3", 1000.0)]
    [InlineData(" 7.25\t", 7.25)]
    [InlineData("007.50", 7.5)]
    [InlineData("1e-400", 0.0)]
    [InlineData("1.7976931348623157e308", double.MaxValue)]
    [InlineData("0.1", 0.1)]
    [InlineData("0.30000000000000004", 0.30000000000000004)]
    public void A_finite_number_with_a_point_is_a_decimal(string cell, double expected) =>
        Assert.Equal((CellStatus.Value, expected), Cells.Read(FieldType.Double, cell));

    [Theory]
    [InlineData("inf")]
    [InlineData("-inf")]
    [InlineData("Infinity")]
    [InlineData("-Infinity")]
    [InlineData("∞")]
    [InlineData("NAN")]
    [InlineData("-NaN")]
    [InlineData("1e400")]
    [InlineData("-1e400")]
    [InlineData(".")]
    [InlineData("-")]
    [InlineData("e3")]
    [InlineData("1e")]
    [InlineData("1_000")]
    [InlineData("1,5")]
    [InlineData("1,234.5")]
    [InlineData("1 234.5")]
    [InlineData("0x10")]
    [InlineData("$5")]
    [InlineData("5 EUR")]
    [InlineData("(5)")]
    [InlineData("5-")]
    [InlineData("1.2.3")]
    [InlineData("5%")]
    [InlineData("1.5\0")]
    [InlineData("\0")]
    [InlineData("１.５")]
    [InlineData("on request")]
    public void Anything_else_is_not_a_number(string cell) =>
        Assert.Equal((CellStatus.NotANumber, null), Cells.Read(FieldType.Double, cell));

    [Theory]
    [InlineData("NaN")]
    [InlineData("nan")]
    [InlineData(" ")]
    [InlineData("N/A")]
    public void A_null_word_is_null(string cell) => Assert.Equal((CellStatus.Null, null), Cells.Read(FieldType.Double, cell));
}

using RecoMart.Storage.Contract;

namespace RecoMart.Tests.Storage.Contract;

public sealed class IntegerTests
{
    [Theory]
    [InlineData("0", 0)]
    [InlineData("5", 5)]
    [InlineData("+5", 5)]
    [InlineData("-5", -5)]
    [InlineData("-0", 0)]
    [InlineData("007", 7)]
    [InlineData("17850.0", 17850)]
    [InlineData("17850.000", 17850)]
    [InlineData("-3.0", -3)]
    [InlineData("0.0", 0)]
    [InlineData("  42 ", 42)]
    [InlineData("\t42\r\n", 42)]
    [InlineData("\v42\f", 42)]
    [InlineData("123456789012345678", 123456789012345678)]
    [InlineData("1234567890123456789", 1234567890123456789)]
    [InlineData("9223372036854775807", long.MaxValue)]
    [InlineData("9223372036854775807.0", long.MaxValue)]
    [InlineData("-9223372036854775808", long.MinValue)]
    [InlineData("0000000000000000000000000000012", 12)]
    public void Digits_with_a_sign_or_a_fraction_of_zeros_are_an_integer(string cell, long expected) =>
        Assert.Equal((CellStatus.Value, expected), Cells.Read(FieldType.Int64, cell));

    [Theory]
    [InlineData("9223372036854775808")]
    [InlineData("-9223372036854775809")]
    [InlineData("18446744073709551615")]
    [InlineData("18446744073709551616")]
    [InlineData("18446744073709551621")]
    [InlineData("36893488147419103233")]
    [InlineData("99999999999999999999999999999999999999")]
    [InlineData("99999999999999999999.0")]
    public void More_than_64_bits_are_out_of_range(string cell) =>
        Assert.Equal((CellStatus.IntegerOutOfRange, null), Cells.Read(FieldType.Int64, cell));

    [Theory]
    [InlineData("1e3")]
    [InlineData("1E3")]
    [InlineData("1,234")]
    [InlineData("1 234")]
    [InlineData("1\t2")]
    [InlineData("1\u00A0234")]
    [InlineData("1'234")]
    [InlineData("1_000")]
    [InlineData("12.")]
    [InlineData(".0")]
    [InlineData("-.0")]
    [InlineData("1.5")]
    [InlineData("1.01")]
    [InlineData("1.0.0")]
    [InlineData("1,0")]
    [InlineData("+")]
    [InlineData("-")]
    [InlineData("--5")]
    [InlineData("+-5")]
    [InlineData("- 5")]
    [InlineData("5-")]
    [InlineData("(5)")]
    [InlineData("0x1F")]
    [InlineData("12a")]
    [InlineData("true")]
    [InlineData("∞")]
    [InlineData("\0")]
    [InlineData("12\0")]
    [InlineData("\012")]
    [InlineData("1\02")]
    [InlineData("１２")]
    [InlineData("١٢")]
    [InlineData("−5")]
    [InlineData("\u00A05")]
    [InlineData("\uFEFF5")]
    [InlineData("99999999999999999999x")]
    public void Anything_else_is_not_an_integer(string cell) =>
        Assert.Equal((CellStatus.NotAnInteger, null), Cells.Read(FieldType.Int64, cell));

    [Theory]
    [InlineData("2147483647", int.MaxValue)]
    [InlineData("-2147483648", int.MinValue)]
    [InlineData("4.0", 4)]
    [InlineData(" +4 ", 4)]
    public void A_32_bit_field_takes_its_whole_range(string cell, int expected) =>
        Assert.Equal((CellStatus.Value, expected), Cells.Read(FieldType.Int32, cell));

    [Theory]
    [InlineData("2147483648", CellStatus.IntegerOutOfRange)]
    [InlineData("-2147483649", CellStatus.IntegerOutOfRange)]
    [InlineData("4294967296", CellStatus.IntegerOutOfRange)]
    [InlineData("4294967300", CellStatus.IntegerOutOfRange)]
    [InlineData("9223372036854775808", CellStatus.IntegerOutOfRange)]
    [InlineData("4.5", CellStatus.NotAnInteger)]
    [InlineData("five", CellStatus.NotAnInteger)]
    [InlineData("", CellStatus.Null)]
    public void A_32_bit_field_takes_nothing_beyond_it(string cell, CellStatus expected) =>
        Assert.Equal((expected, null), Cells.Read(FieldType.Int32, cell));

    [Theory]
    [InlineData(FieldType.Int64, "beyond a 64-bit integer")]
    [InlineData(FieldType.Int32, "beyond a 32-bit integer")]
    public void The_range_is_named_in_the_reason(FieldType type, string reason) =>
        Assert.Equal(reason, new Field("field", type).Explain(CellStatus.IntegerOutOfRange));
}

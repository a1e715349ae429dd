using System.Text;
using RecoMart.Storage.Columns;

namespace RecoMart.Tests.Storage.Csv;

/// <summary>Rows that are not taken, each with its line and the reason.</summary>
public sealed class CsvQuarantineTests : IDisposable
{
    private const string Header = "user_id,item_id,view_mode,rating,timestamp\n";

    private readonly SourceFolder _files = new();

    public void Dispose() => _files.Dispose();

    [Theory]
    [InlineData("\"1,234\",2,view,5,2026-01-27", "2: user_id: not an integer '1,234'")]
    [InlineData("1 234,2,view,5,2026-01-27", "2: user_id: not an integer '1 234'")]
    [InlineData("1e3,2,view,5,2026-01-27", "2: user_id: not an integer '1e3'")]
    [InlineData("1,1e3,view,5,2026-01-27", "2: item_id: not an integer '1e3'")]
    [InlineData("1,9223372036854775808,view,5,2026-01-27", "2: item_id: beyond a 64-bit integer '9223372036854775808'")]
    [InlineData("-9223372036854775809,1,view,5,2026-01-27", "2: user_id: beyond a 64-bit integer '-9223372036854775809'")]
    [InlineData("1\0,2,view,5,2026-01-27", "2: user_id: not an integer '1\0'")]
    [InlineData(",2,view,5,2026-01-27", "2: user_id: missing")]
    [InlineData("NaN,2,view,5,2026-01-27", "2: user_id: missing")]
    [InlineData("x,y,z,5,2026-01-27", "2: user_id: not an integer 'x'")]
    [InlineData("1,2,view", "2: row too short '3 of 5 fields'")]
    [InlineData("1", "2: row too short '1 of 5 fields'")]
    [InlineData("  ", "2: row too short '1 of 5 fields'")]
    [InlineData("1,2,view,5,2026-01-27,promo", "2: row too long '6 of 5 fields'")]
    [InlineData("1,024,2,view,5,2026-01-27", "2: row too long '6 of 5 fields'")]
    [InlineData("1,2,\"view\"x,5,2026-01-27", "2: text after a closing quote '1,2,\"view\"x,5,2026-01-27'")]
    [InlineData("1,2,\"view\" ,5,2026-01-27", "2: text after a closing quote '1,2,\"view\" ,5,2026-01-27'")]
    public void A_row_without_a_readable_key_is_kept_out_of_both_layers(string row, string complaint)
    {
        var file = _files.Transactions($"{Header}{row}\n7,8,view,5,2026-01-27\n");

        Assert.Equal([complaint], file.Complaints);
        Assert.Equal([RowVerdict.Unreadable, RowVerdict.Accepted], file.Rows.Select(read => read.Verdict));
        Assert.Equal(row, file.Rows[0].Text);
    }

    [Theory]
    [InlineData("1,2,veiw,5,2026-01-27", "2: view_mode: not one of view, add_to_cart, purchase 'veiw'")]
    [InlineData("1,2,,5,2026-01-27", "2: view_mode: missing")]
    [InlineData("1,2,vi\0ew,5,2026-01-27", "2: view_mode: not text 'vi\0ew'")]
    [InlineData("1,2,view,5,05/01/2026", "2: timestamp: not a timestamp '05/01/2026'")]
    [InlineData("1,2,view,5,2026-01-27\0", "2: timestamp: not a timestamp '2026-01-27\0'")]
    [InlineData("1,2,view,5,", "2: timestamp: missing")]
    public void A_row_whose_key_can_be_read_stays_in_the_raw_layer(string row, string complaint)
    {
        var file = _files.Transactions($"{Header}{row}\n");

        Assert.Equal([complaint], file.Complaints);
        Assert.Equal(RowVerdict.Invalid, file.Rows.Single().Verdict);
        Assert.Equal([1L, 2L], file.Rows.Single().Values.Take(2));
    }

    [Theory]
    [InlineData("9", "1 × rating: must be between 1 and 5, line 2: '9'")]
    [InlineData("4.5", "1 × rating: not an integer, line 2: '4.5'")]
    [InlineData("five", "1 × rating: not an integer, line 2: 'five'")]
    [InlineData("3000000000", "1 × rating: beyond a 32-bit integer, line 2: '3000000000'")]
    public void A_bad_optional_value_becomes_null_and_is_counted(string rating, string nulled)
    {
        var file = _files.Transactions($"{Header}1,2,view,{rating},2026-01-27\n1,2,view,,2026-01-27\n1,x,view,{rating},2026-01-27\n");

        Assert.Equal([nulled], file.Nulled);
        Assert.Null(file.Rows[0].Cleaned[3]);
        Assert.Equal(RowVerdict.Accepted, file.Rows[0].Verdict);
    }

    [Theory]
    [InlineData("\n")]
    [InlineData("\r\n")]
    [InlineData("\r")]
    public void Lines_are_counted_as_an_editor_counts_them(string newLine)
    {
        var text = $"\n\n{Header}\n1,2,\"a\n\nb\",5,2026-01-27\n\n\nx,2,view,5,2026-01-27\n1,2\n\"y\n\",2,view,5,2026-01-27\nz,2,view,5,2026-01-27"
            .Replace("\n", newLine);

        var file = _files.Transactions(text);

        Assert.Equal([5L, 10, 11, 12, 14], file.Rows.Select(row => row.Line));
        Assert.Equal(
            ["10: user_id: not an integer 'x'", "11: row too short '2 of 5 fields'", "12: user_id: not an integer 'y'", "14: user_id: not an integer 'z'"],
            file.Complaints.Skip(1));
    }

    [Fact]
    public void Ids_of_all_64_bits_and_with_a_sign_or_a_fraction_are_taken()
    {
        var file = _files.Transactions(
            $"{Header}17850.0,9223372036854775807,view,5,2026-01-27\n-3,3000000000,VIEW,5.0,2026-01-27\n+7,-9223372036854775808,view,5,2026-01-27\n");

        Assert.Equal(
            [(17850L, long.MaxValue), (-3L, 3_000_000_000L), (7L, long.MinValue)],
            file.Rows.Select(row => ((long)row.Values[0]!, (long)row.Values[1]!)));
        Assert.Empty(file.Complaints);
    }

    [Fact]
    public void A_long_value_is_cut_off_in_the_complaint_but_the_raw_text_is_whole()
    {
        var value = string.Concat(Enumerable.Repeat("é", 500));

        var file = _files.Transactions($"{Header}{value},2,view,5,2026-01-27\n");

        Assert.Equal([$"2: user_id: not an integer '{value[..100]}…'"], file.Complaints);
        Assert.Equal(Encoding.UTF8.GetBytes($"{value},2,view,5,2026-01-27"), file.Rows.Single().Raw);
    }
}

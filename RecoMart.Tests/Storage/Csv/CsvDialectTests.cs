using RecoMart.Storage.Columns;

namespace RecoMart.Tests.Storage.Csv;

/// <summary>Delimiters, line breaks, quotes and headers as other systems write them.</summary>
public sealed class CsvDialectTests : IDisposable
{
    private readonly SourceFolder _files = new();

    public void Dispose() => _files.Dispose();

    [Theory]
    [InlineData(',')]
    [InlineData(';')]
    [InlineData('\t')]
    [InlineData('|')]
    public void Four_delimiters_are_recognised_by_the_header(char delimiter)
    {
        var file = _files.Users("user_id,age,gender,device\n13,25,M,Mobile\n".Replace(',', delimiter));

        Assert.Equal(["13|25|M|Mobile"], file.Lines);
        Assert.Empty(file.Warnings);
    }

    [Fact]
    public void The_delimiter_is_the_one_that_makes_our_columns_however_many_others_there_are()
    {
        var file = _files.Users("user_id;age;gender;device;\"a,b,c,d,e,f\"\n13;25;M;Mobile;x,y\n");

        Assert.Equal(["13|25|M|Mobile"], file.Lines);
        Assert.Equal(["users.csv: the columns a,b,c,d,e,f are not stored"], file.Warnings);
    }

    [Theory]
    [InlineData("\n")]
    [InlineData("\r\n")]
    [InlineData("\r")]
    public void Lines_may_end_in_any_of_three_ways(string newLine)
    {
        var file = _files.Users("user_id,age,gender,device\n13,25,M,Mobile\n14,30,F,Tablet\n".Replace("\n", newLine));

        Assert.Equal(["13|25|M|Mobile", "14|30|F|Tablet"], file.Lines);
        Assert.Equal([2L, 3L], file.Rows.Select(row => row.Line));
    }

    [Theory]
    [InlineData("\n")]
    [InlineData("\r\n")]
    [InlineData("")]
    public void The_last_line_needs_no_line_break(string end) =>
        Assert.Equal(["13|25|M|Mobile"], _files.Users($"user_id,age,gender,device\n13,25,M,Mobile{end}").Lines);

    [Fact]
    public void Quoted_fields_may_hold_delimiters_line_breaks_and_doubled_quotes()
    {
        var file = _files.Users("user_id,age,gender,device\n\"13\",\"25\",M,\"a \"\"b\"\",\nc\r\nd\"\n14,30,F,Tablet\n");

        Assert.Equal(["13|25|M|a \"b\",\nc\r\nd", "14|30|F|Tablet"], file.Lines);
        Assert.Equal([2L, 5L], file.Rows.Select(row => row.Line));
    }

    [Theory]
    [InlineData("DEVICE,Gender,aGe,User_Id")]
    [InlineData(" device , gender,\tage, user_id ")]
    [InlineData("\"device\",\"gender\",\"age\",\"user_id\"")]
    public void The_header_may_have_another_order_case_spaces_and_quotes(string header)
    {
        var file = _files.Users($"{header}\nMobile,M,25,13\n");

        Assert.Equal(["13|25|M|Mobile"], file.Lines);
        Assert.Empty(file.Warnings);
    }

    [Theory]
    [InlineData("sep=;\r\n")]
    [InlineData("sep=;\n")]
    [InlineData("SEP=;\r\n")]
    [InlineData("\uFEFFsep=;\r\n")]
    [InlineData("sep=;\r")]
    public void The_line_with_which_Excel_names_its_delimiter_is_no_header(string first)
    {
        var file = _files.Users($"{first}user_id;age;gender;device\r\n13;25;M;\"a\r\nb\"\r\nx;25;M;Mobile\r\n");

        Assert.Equal("13|25|M|a\r\nb", file.Lines.First());
        Assert.Equal(["5: user_id: not an integer 'x'"], file.Complaints);
    }

    [Fact]
    public void Excels_line_may_name_a_delimiter_that_is_not_recognised_by_itself() =>
        Assert.Equal(["13|25|M|Mobile"], _files.Users("sep=:\nuser_id:age:gender:device\n13:25:M:Mobile\n").Lines);

    [Fact]
    public void A_space_may_stand_before_a_quote()
    {
        var file = _files.Users("user_id, age, gender, device\n13, \"25\", \"M\", \"a, b\"\n");

        Assert.Equal(["13|25|M|a, b"], file.Lines);
    }

    [Fact]
    public void A_quote_inside_an_unquoted_field_is_text() =>
        Assert.Equal(["13|25|M|5\" screen", "14|30|F|Tablet"], _files.Users("user_id,age,gender,device\n13,25,M,5\" screen\n14,30,F,Tablet\n").Lines);

    [Fact]
    public void Columns_that_no_field_asks_for_are_warned_about_and_not_stored()
    {
        var file = _files.Users("user_id,name,age,gender,device,note\n13,Ann,25,M,Mobile,x\n");

        Assert.Equal(["13|25|M|Mobile"], file.Lines);
        Assert.Equal(["users.csv: the columns name, note are not stored"], file.Warnings);
    }

    [Fact]
    public void Many_extra_columns_are_named_in_part()
    {
        var names = Enumerable.Range(100, 20).ToList();
        var file = _files.Users($"user_id,age,gender,device,{string.Join(',', names)}\n");

        Assert.Equal(["users.csv: the columns 100, 101, 102, 103, 104, 105, 106, 107 and 12 more are not stored"], file.Warnings);
    }

    [Fact]
    public void A_missing_optional_column_makes_its_values_null()
    {
        var file = _files.Transactions("user_id,item_id,view_mode,timestamp\n1,2,view,2026-01-27\n");

        Assert.Equal([1L, 2L, "view", null, 1769472000000000L], file.Rows.Single().Values);
        Assert.Equal(RowVerdict.Accepted, file.Rows.Single().Verdict);
        Assert.Equal(["transactions.csv: has no column rating; the values are null"], file.Warnings);
    }

    [Theory]
    [InlineData("user_id,100,101\n1,0.5,0\n", "no users file: it lacks the columns age, gender, device")]
    [InlineData("user_id,age,gender\n1,25,M\n", "no users file: it lacks the columns device")]
    [InlineData("item_id,price\n1,2\n", "no users file: it lacks the columns user_id, age, gender, device")]
    [InlineData("hello world\n", "no users file: it lacks the columns user_id, age, gender, device")]
    public void A_file_without_the_required_columns_is_skipped_with_the_reason(string content, string reason)
    {
        var file = _files.Users(content);

        Assert.Equal(reason, file.SkipReason);
        Assert.Empty(file.Rows);
    }
}

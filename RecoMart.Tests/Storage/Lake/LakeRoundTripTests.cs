using RecoMart.Benchmarks.Generation;
using RecoMart.Storage.Columns;
using RecoMart.Storage.Contract;
using RecoMart.Storage.Lake;

namespace RecoMart.Tests.Storage.Lake;

/// <summary>What goes into the lake comes out of it, by two readers that did not write it.</summary>
public sealed class LakeRoundTripTests : IDisposable
{
    private readonly LakeFolder _lake = new();

    public static TheoryData<string> Sources => ["users", "products", "transactions"];

    public void Dispose() => _lake.Dispose();

    [Theory]
    [MemberData(nameof(Sources))]
    public async Task All_layers_of_dirty_files_hold_the_rows_that_went_in(string source)
    {
        var contract = SourceContract.Find(source)!;
        var path = Generate(contract, rows: 5_000);
        var rows = ReadFile.Of(path, contract).Rows;
        await _lake.IngestAsync(contract, path);

        await HoldsAsync(contract, LakeLayer.Raw, [.. rows.Where(row => row.Verdict != RowVerdict.Unreadable).Select(row => Join(row.Values))]);
        await HoldsAsync(contract, LakeLayer.Validated, [.. rows.Where(row => row.Verdict == RowVerdict.Accepted).Select(row => Join(row.Cleaned))]);
        var rejected = rows.Where(row => row.Verdict != RowVerdict.Accepted).ToList();
        Assert.NotEmpty(rejected);
        Assert.Equal(
            rejected.Select(row => $"{Path.GetFileName(path)}|{row.Line}|{row.Complaint}|{row.Text}"),
            DuckDb.Query(
                "SELECT source_file, line_number, concat(field || ': ', reason, ' ''' || value || ''''), raw_text FROM $file",
                _lake.PathOf(LakeLayer.Quarantine, contract)));
        Assert.Empty(await _lake.VerifyAsync());
    }

    [Fact]
    public async Task A_source_without_rows_makes_empty_files_that_can_be_read()
    {
        await _lake.IngestUsersAsync("");

        foreach (var layer in (LakeLayer[])[LakeLayer.Raw, LakeLayer.Validated, LakeLayer.Quarantine])
            Assert.Equal(["0"], DuckDb.Query("SELECT count(*) FROM $file", _lake.PathOf(layer, SourceContract.Users)));
        Assert.Empty(await _lake.VerifyAsync());
    }

    [Fact]
    public async Task Several_files_are_merged_in_their_order()
    {
        var first = _lake.WriteSource("users1.csv", "user_id,age,gender,device\n1,25,M,Mobile\nx,1,M,Mobile\n");
        var second = _lake.WriteSource("users2.csv", "device;gender;age;user_id\nTablet;F;30;2\n;;;\n");

        await _lake.IngestAsync(SourceContract.Users, first, second);

        Assert.Equal(["1|25|M|Mobile", "2|30|F|Tablet"], await LakeValues.ReadAsync(_lake.PathOf(LakeLayer.Validated, SourceContract.Users)));
        Assert.Equal(
            ["users1.csv|3|user_id|x|not an integer|x,1,M,Mobile", "users2.csv|3|user_id||missing|;;;"],
            await LakeValues.ReadAsync(_lake.PathOf(LakeLayer.Quarantine, SourceContract.Users)));
    }

    [Fact]
    public async Task Extreme_values_survive()
    {
        var path = _lake.WriteSource("t.csv", $"user_id,item_id,view_mode,rating,timestamp\n{long.MinValue},{long.MaxValue},view,1,0001-01-01\n0,-1,VIEW,5,9999-12-31T23:59:59.999999\n");

        await _lake.IngestAsync(SourceContract.Transactions, path);

        var expected = (string[])["-9223372036854775808|9223372036854775807|view|1|-62135596800000000", "0|-1|view|5|253402300799999999"];
        Assert.Equal(expected, await LakeValues.ReadAsync(_lake.PathOf(LakeLayer.Validated, SourceContract.Transactions)));
        Assert.Equal(expected, DuckDb.Query($"SELECT {LakeValues.DuckDbColumns(SourceContract.Transactions.Fields)} FROM $file", _lake.PathOf(LakeLayer.Validated, SourceContract.Transactions)));
    }

    private async Task HoldsAsync(SourceContract contract, LakeLayer layer, List<string> expected)
    {
        var path = _lake.PathOf(layer, contract);
        Assert.Equal(expected, await LakeValues.ReadAsync(path));
        Assert.Equal(expected, DuckDb.Query($"SELECT {LakeValues.DuckDbColumns(contract.Fields)} FROM $file", path));
    }

    private string Generate(SourceContract contract, int rows)
    {
        var path = _lake.WriteSource(contract == SourceContract.Products ? "products.json" : $"{contract.Name}.csv", "");
        using var file = File.Create(path);
        switch (contract.Name)
        {
            case "users":
                UserGenerator.Write(file, new UserOptions { Rows = rows, DirtyShare = 0.2 });
                break;
            case "products":
                ProductGenerator.Write(file, new ProductOptions { Rows = rows, DirtyShare = 0.2 });
                break;
            default:
                TransactionGenerator.Write(file, new TransactionOptions { Rows = rows, DirtyShare = 0.2 });
                break;
        }
        return path;
    }

    private static string Join(IEnumerable<object?> values) =>
        string.Join('|', values.Select(value => Convert.ToString(value, System.Globalization.CultureInfo.InvariantCulture)));
}

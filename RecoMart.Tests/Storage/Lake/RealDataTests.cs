using RecoMart.Storage.Contract;
using RecoMart.Storage.Lake;

namespace RecoMart.Tests.Storage.Lake;

/// <summary>
/// Golden results on the real data; the numbers come from a reader of its own (Python's csv and datetime) and were looked at.
/// </summary>
public sealed class RealDataTests : IDisposable
{
    private readonly LakeFolder _lake = new();

    public void Dispose() => _lake.Dispose();

    [SkippableTheory]
    [InlineData("users", 1448)]
    [InlineData("products", 101)]
    [InlineData("transactions", 3873)]
    public async Task Every_row_is_in_raw_and_validated_and_none_is_rejected(string source, long rows)
    {
        var metadata = await _lake.IngestAsync(SourceContract.Find(source)!, RealData.FilesOf(SourceContract.Find(source)!));

        Assert.Equal([rows, rows, 0], metadata.Select(layer => layer.RecordCount));
        Assert.Empty(await _lake.VerifyAsync());
    }

    [SkippableFact]
    public void Optional_values_that_break_a_rule_are_counted_and_nothing_is_guessed()
    {
        var nulled = RealData.FilesOf(SourceContract.Users).SelectMany(path => ReadFile.Of(path, SourceContract.Users).Nulled)
            .Select(text => text.Split(" × ")).GroupBy(parts => parts[1].Split(", line")[0])
            .Select(group => $"{group.Sum(parts => int.Parse(parts[0]))} {group.Key}").Order(StringComparer.Ordinal);

        Assert.Equal(["2 age: must be > 0", "2 age: not an integer", "2 gender: not one of M, F", "7 device: not one of Mobile, Desktop, Tablet"], nulled);
    }

    [SkippableFact]
    public void Products_and_transactions_need_no_repair() =>
        Assert.All((SourceContract[])[SourceContract.Products, SourceContract.Transactions], contract =>
            Assert.All(RealData.FilesOf(contract), path => Assert.Empty(ReadFile.Of(path, contract).Nulled.Concat(ReadFile.Of(path, contract).Warnings))));

    [SkippableTheory]
    [InlineData("count(DISTINCT user_id), sum(user_id), sum(age)", "1043|995525|71107")]
    [InlineData("count(*) - count(age), count(*) - count(gender), count(*) - count(device)", "15|10|27")]
    [InlineData("count(*) FILTER (gender = 'M'), count(*) FILTER (gender = 'F')", "758|680")]
    [InlineData("count(*) FILTER (device = 'Mobile'), count(*) FILTER (device = 'Desktop'), count(*) FILTER (device = 'Tablet')", "639|439|343")]
    public Task Users_sum_up(string columns, string expected) => SumsUpAsync(SourceContract.Users, columns, expected);

    [SkippableTheory]
    [InlineData("count(DISTINCT item_id), sum(item_id), round(sum(price), 2), round(sum(rating), 2)", "101|15150|41631.36|304.3")]
    [InlineData("count(DISTINCT brand), count(DISTINCT category), count(*) FILTER (in_stock)", "16|7|55")]
    public Task Products_sum_up(string columns, string expected) => SumsUpAsync(SourceContract.Products, columns, expected);

    [SkippableTheory]
    [InlineData("count(DISTINCT user_id), sum(user_id), count(DISTINCT item_id), sum(item_id)", "1097|2035972|102|580151")]
    [InlineData("count(*) FILTER (view_mode = 'view'), count(*) FILTER (view_mode = 'add_to_cart'), count(*) FILTER (view_mode = 'purchase')", "2425|914|534")]
    [InlineData("list(rating ORDER BY rating)[1], count(*) FILTER (rating = 1), count(*) FILTER (rating = 5), count(rating)", "1|808|797|3873")]
    [InlineData("min(epoch_us(timestamp)), max(epoch_us(timestamp)), sum(epoch_us(timestamp)::HUGEINT)", "1767480767314507|1769562282674389|6847509726835644498")]
    public Task Transactions_sum_up(string columns, string expected) => SumsUpAsync(SourceContract.Transactions, columns, expected);

    [SkippableFact]
    public async Task Timestamps_of_every_form_survive_to_the_microsecond_in_utc()
    {
        var files = RealData.FilesOf(SourceContract.Transactions);
        await _lake.IngestAsync(SourceContract.Transactions, files);
        var expected = files.SelectMany(path => File.ReadLines(path).Skip(1)).Where(line => line.Length > 0)
            .Select(line => DateTimeOffset.Parse(line.Split(',')[4], null, System.Globalization.DateTimeStyles.AssumeUniversal).UtcDateTime)
            .ToList();

        var actual = DuckDb.Query("SELECT strftime(timestamp, '%Y-%m-%d %H:%M:%S.%f') FROM $file", _lake.PathOf(LakeLayer.Validated, SourceContract.Transactions));

        Assert.Equal(expected.Select(time => time.ToString("yyyy-MM-dd HH:mm:ss.ffffff", null)), actual);
        Assert.Contains("2026-01-26 06:35:10.550000", actual);
    }

    [SkippableFact]
    public void A_derived_matrix_is_no_file_of_users() =>
        Assert.Equal("no users file: it lacks the columns age, gender, device", ReadFile.Of(RealData.PathOf("user_item_matrix.csv"), SourceContract.Users).SkipReason);

    private async Task SumsUpAsync(SourceContract contract, string columns, string expected)
    {
        await _lake.IngestAsync(contract, RealData.FilesOf(contract));

        Assert.Equal([expected], DuckDb.Query($"SELECT {columns} FROM $file", _lake.PathOf(LakeLayer.Validated, contract)));
    }
}

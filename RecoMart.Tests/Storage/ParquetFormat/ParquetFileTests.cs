using System.Globalization;
using RecoMart.Storage.Columns;
using RecoMart.Storage.Contract;
using RecoMart.Storage.Lake;
using RecoMart.Tests.Storage.Lake;

namespace RecoMart.Tests.Storage.ParquetFormat;

/// <summary>Files of random columns, read by three implementations that share no code with ours: Parquet.Net, DuckDB and Arrow's.</summary>
public sealed class ParquetFileTests : IDisposable
{
    private static readonly SourceContract s_contract = new("random", "random",
    [
        new Field("key", FieldType.Int64) { IsKey = true },
        .. Enum.GetValues<FieldType>().Select(type => new Field($"{type}", type)),
    ]);

    private readonly TemporaryDirectory _directory = new();

    public void Dispose() => _directory.Dispose();

    [Theory]
    [InlineData(1, 0)]
    [InlineData(2, 1)]
    [InlineData(3, 2)]
    [InlineData(4, 127)]
    [InlineData(5, 128)]
    [InlineData(6, 129)]
    [InlineData(7, 130)]
    [InlineData(8, 1_000)]
    [InlineData(9, 32_767)]
    [InlineData(10, 32_768)]
    [InlineData(11, 32_769)]
    [InlineData(12, 32_897)]
    [InlineData(13, 70_000)]
    [InlineData(14, 70_000)]
    [InlineData(15, 70_000)]
    public async Task Every_reader_finds_the_values_that_were_written(int seed, int rows)
    {
        var random = new Random(seed);
        var path = _directory.Combine("random.parquet");
        var expected = new List<string>();
        LakeFileSummary summary;
        using (var writer = new LakeFileWriter(new FileStream(path, FileMode.CreateNew), s_contract.Fields))
        {
            for (var group = 0; group < 2; group++)
            {
                var batch = RandomColumns.Fill(s_contract, rows, random);
                expected.AddRange(RandomColumns.Describe(batch));
                writer.Write(batch);
            }
            summary = writer.Complete();
        }

        Assert.Equal(expected, await LakeValues.ReadAsync(path));
        Assert.Equal(expected, DuckDb.Query($"SELECT {LakeValues.DuckDbColumns(s_contract.Fields)} FROM $file", path));
        Assert.Equal(expected, ArrowValues.Read(path));
        await using var reader = await LakeFileReader.OpenAsync(path);
        Assert.Empty(await LakeFileCheck.RunAsync(
            reader, LakeSchema.Of(s_contract.Fields), expected.Count, summary.NullCounts, deep: true, CancellationToken.None));
    }

    [Fact]
    public void An_engine_finds_a_value_by_the_bounds_of_its_row_group()
    {
        var path = _directory.Combine("bounds.parquet");
        using (var writer = new LakeFileWriter(new FileStream(path, FileMode.CreateNew), s_contract.Fields))
        {
            for (var group = 0; group < 3; group++)
            {
                var batch = new RowBatch(s_contract);
                batch.Restart(0);
                for (var row = 0; row < 10; row++)
                {
                    foreach (var column in batch.Columns)
                        column.Append(column.Field.Type == FieldType.Timestamp ? "2026-01-27"u8 : System.Text.Encoding.UTF8.GetBytes(string.Create(CultureInfo.InvariantCulture, $"{(group * 10) + row}")));
                    batch.EndRow(row + 1, default);
                }
                writer.Write(batch);
            }
            writer.Complete();
        }

        foreach (var condition in (string[])["key = 17", "Int32 = 17", "Double = 17", "Text = '17'"])
            Assert.Equal(["17"], DuckDb.Query($"SELECT key FROM $file WHERE {condition}", path));
        Assert.Equal(
            ["0|9", "10|19", "20|29"],
            DuckDb.Query($"SELECT stats_min_value, stats_max_value FROM parquet_metadata('{path}') WHERE path_in_schema = 'key' ORDER BY row_group_id; --", path));
    }
}

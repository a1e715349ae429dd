using System.Text.Json.Nodes;
using RecoMart.Tests.BatchIngestor.Transformations;
using RecoMart.Tests.Storage.Lake;

namespace RecoMart.Tests.BatchIngestor.Export;

/// <summary>What is in an exported file, byte by byte, and of which partitions.</summary>
public sealed class ExportTests : IDisposable
{
    private readonly IngestorWorkspace _workspace = new IngestorWorkspace().WriteCleanSources();

    public void Dispose() => _workspace.Dispose();

    [Fact]
    public async Task Csv_has_a_header_quotes_what_needs_it_and_tells_null_from_an_empty_text()
    {
        _workspace.Write("products.json", """
            [{"item_id":3,"price":0.1,"brand":"a,b","category":"say \"hi\"","rating":1e-7,"in_stock":false},
             {"item_id":1},
             {"item_id":2,"price":1e20,"brand":"two\nlines","category":"Größe 😀 '#","rating":5,"in_stock":true}]
            """);
        await MakeAsync();

        Assert.Equal(
            "item_id,price,brand,category,rating,in_stock\n"
                + "1,,,,,\n"
                + "2,1e+20,\"two\nlines\",\"Größe 😀 '#\",5.0,true\n"
                + "3,0.1,\"a,b\",\"say \"\"hi\"\"\",1e-07,false\n",
            await ExportAsync("products"));
    }

    [Fact]
    public async Task Json_lines_have_numbers_as_numbers_and_null_as_null()
    {
        _workspace.Write("products.json", """
            [{"item_id":9007199254740993,"price":0.1,"brand":"a\\b\t\"c\"","category":"é😀","rating":4.5,"in_stock":true}, {"item_id":1}]
            """);
        await MakeAsync();

        var lines = (await ExportAsync("products", "--format", "jsonl")).Split('\n');

        Assert.Equal("""{"item_id":1,"price":null,"brand":null,"category":null,"rating":null,"in_stock":null}""", lines[0]);
        Assert.StartsWith("""{"item_id":9007199254740993,"price":0.1,""", lines[1], StringComparison.Ordinal);
        Assert.Equal("a\\b\t\"c\"é😀", (string)JsonNode.Parse(lines[1])!["brand"]! + (string)JsonNode.Parse(lines[1])!["category"]!);
        Assert.Equal("", lines[2]);
    }

    [Theory]
    [InlineData("csv", "2026-01-27T00:00:00.000000Z\n2026-01-27T10:30:00.000000Z\n2026-01-27T11:00:00.123456Z\n")]
    [InlineData("jsonl", "{\"timestamp\":\"2026-01-27T00:00:00.000000Z\"}\n{\"timestamp\":\"2026-01-27T10:30:00.000000Z\"}\n{\"timestamp\":\"2026-01-27T11:00:00.123456Z\"}\n")]
    public async Task Instants_are_written_in_utc_to_the_microsecond(string format, string expected)
    {
        _workspace.Write("transactions.csv", IngestorWorkspace.TransactionHeader + "1,10,purchase,5,2026-01-27T10:30:00\n2,10,view,,2026-01-27T12:00:00.123456+01:00\n2,11,view,,2026-01-27\n");
        await MakeAsync();

        var text = await ExportAsync("transactions", "--format", format, "--columns", "timestamp");

        Assert.Equal((format == "csv" ? "timestamp\n" : "") + expected, text);
    }

    [Theory]
    [InlineData("0001-01-02T03:04:05", "0001-01-02T03:04:05.000000Z")]
    [InlineData("9999-12-31T23:59:59.999999", "9999-12-31T23:59:59.999999Z")]
    public async Task The_first_and_the_last_of_all_instants_have_the_same_form(string given, string expected)
    {
        _workspace.Write("transactions.csv", IngestorWorkspace.TransactionHeader + $"1,10,view,,{given}\n");
        await MakeAsync();

        Assert.Equal($"timestamp\n{expected}\n", await ExportAsync("transactions", "--columns", "timestamp"));
    }

    [Fact]
    public async Task Parquet_has_the_columns_types_and_order_of_the_table()
    {
        await MakeAsync();

        await ExportAsync("transactions", "--output", "out.parquet");

        Assert.Equal(
            ["user_id|BIGINT", "item_id|BIGINT", "view_mode|VARCHAR", "rating|INTEGER", "timestamp|TIMESTAMP WITH TIME ZONE", "user_known|BOOLEAN", "item_known|BOOLEAN"],
            DuckDb.Query("SELECT column_name, column_type FROM (DESCRIBE SELECT * FROM $file)", _workspace.Combine("out.parquet")));
        Assert.Equal(["2|11|", "1|10|5", "2|10|"], DuckDb.Query("SELECT user_id, item_id, rating FROM $file", _workspace.Combine("out.parquet")));
    }

    [Fact]
    public async Task Columns_and_where_choose_and_order()
    {
        await MakeAsync();

        Assert.Equal("device,user_id\nTablet,2\n", await ExportAsync("users", "--columns", "device, user_id", "--where", "age > 30 AND gender IN ('F', ';') -- those"));
        Assert.Equal("item_id\n10\n", await ExportAsync("transactions", "--columns", "item_id", "--where", "timestamp >= '2026-01-27 10:00' AND timestamp < TIMESTAMPTZ '2026-01-27 11:00:00Z'"));
        Assert.Equal("user_id\n", await ExportAsync("prepared.users", "--columns", "user_id", "--where", "prepared.users.age IS NULL"));
    }

    [Theory]
    [InlineData("users", "user_id,age,gender,device")]
    [InlineData("prepared.users", "user_id,age,gender,device")]
    [InlineData("products", "item_id,price,brand,category,rating,in_stock")]
    [InlineData("transactions", "user_id,item_id,view_mode,rating,timestamp,user_known,item_known")]
    [InlineData("validated.transactions", "user_id,item_id,view_mode,rating,timestamp")]
    [InlineData("raw.products", "item_id,price,brand,category,rating,in_stock")]
    [InlineData("quarantine.users", "source_file,line_number,field,value,reason,raw_text")]
    [InlineData("interactions", "user_id,item_id,score,")]
    [InlineData("features.user_features", "user_id,user_known,device,")]
    [InlineData("item_features", "item_id,item_known,category,")]
    public async Task Every_table_can_be_exported(string table, string header)
    {
        await MakeAsync();

        Assert.StartsWith(header, await ExportAsync(table), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Of_an_ingested_layer_all_partitions_of_the_newest_chain_are_read_oldest_first()
    {
        foreach (var (date, user) in new[] { ("2026-01-01", 1), ("2026-01-02", 22), ("2026-01-03", 3), ("2026-01-04", 4) })
        {
            _workspace.Write("users.csv", IngestorWorkspace.UserHeader + $"{user},20,M,Mobile\nx{user},20,M,Mobile\n");
            Assert.Equal(0, (await _workspace.RunAsync("ingest", "users", "--date", date)).ExitCode);
            if (user is 3 or 4)
                MakeIncremental(date);
        }

        Assert.Equal("user_id\n22\n3\n4\n", await ExportAsync("validated.users", "--columns", "user_id"));
        Assert.Equal("user_id\n22\n3\n4\n", await ExportAsync("raw.users", "--columns", "user_id"));
        Assert.Equal("raw_text\n\"x22,20,M,Mobile\"\n\"x3,20,M,Mobile\"\n\"x4,20,M,Mobile\"\n", await ExportAsync("quarantine.users", "--columns", "raw_text"));
        Assert.Equal("user_id\n22\n3\n", await ExportAsync("raw.users", "--columns", "user_id", "--date", "2026-01-03"));
    }

    [Fact]
    public async Task Of_a_made_layer_the_newest_date_is_read_and_none_that_lacks_the_table()
    {
        Assert.Equal(0, (await _workspace.RunAsync("ingest", "--through", "prepared", "--date", "2026-01-01")).ExitCode);
        _workspace.Write("users.csv", IngestorWorkspace.UserHeader + "7,20,M,Mobile\n");
        Assert.Equal(0, (await _workspace.RunAsync("ingest", "--through", "prepared", "--date", "2026-01-02")).ExitCode);
        Assert.Equal("user_id\n7\n", await ExportAsync("users", "--columns", "user_id"));
        Assert.Equal("user_id\n1\n2\n", await ExportAsync("users", "--columns", "user_id", "--date", "2026-01-01"));
        Directory.Delete(_workspace.Lake.FullPath("prepared/users/2026-01-02"), recursive: true);

        var run = await _workspace.RunAsync("export", "users", "--output", "new.csv");

        Assert.Equal(1, run.ExitCode);
        Assert.Contains("prepared/users/2026-01-02/users_merged_metadata.json is missing", run.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Rows_of_many_row_groups_keep_their_order_whatever_the_threads()
    {
        _workspace.Write("users.csv", IngestorWorkspace.UserHeader + string.Concat(Enumerable.Range(0, 700_000).Select(row => $"{(row * 7_919L) % 700_001},20,M,Mobile\n")));
        Assert.Equal(0, (await _workspace.RunAsync("ingest", "users")).ExitCode);

        var text = await ExportAsync("validated.users", "--columns", "user_id", "--where", "user_id % 2 = 0", "--sql-threads", "4");

        Assert.Equal(Enumerable.Range(0, 700_000).Select(row => (row * 7_919L) % 700_001).Where(id => id % 2 == 0), text.Split('\n')[1..^1].Select(long.Parse));
    }

    private async Task MakeAsync()
    {
        using var host = new LayerHost(_workspace);
        await host.MakeAllAsync();
    }

    private void MakeIncremental(string date)
    {
        foreach (var path in Directory.EnumerateFiles(_workspace.LakePath, "*_metadata.json", SearchOption.AllDirectories).Where(path => path.Contains(date, StringComparison.Ordinal)))
        {
            var json = JsonNode.Parse(File.ReadAllText(path))!;
            json["mode"] = "incremental";
            File.WriteAllText(path, json.ToJsonString());
        }
    }

    // The text of the file, named by the command's own report.
    private async Task<string> ExportAsync(params string[] arguments)
    {
        var run = await _workspace.RunAsync(["export", .. arguments, "--force", "--json"]);
        Assert.True(run.ExitCode == 0, run.Error);
        var path = (string)run.Json["result"]!["output"]!;
        Assert.Equal(new FileInfo(path).Length, (long)run.Json["result"]!["bytes"]!);
        return await File.ReadAllTextAsync(path);
    }
}

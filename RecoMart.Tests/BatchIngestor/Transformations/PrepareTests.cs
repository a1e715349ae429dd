using System.Text.Json.Nodes;
using RecoMart.Storage.Lake;

namespace RecoMart.Tests.BatchIngestor.Transformations;

public sealed class PrepareTests : IDisposable
{
    private readonly IngestorWorkspace _workspace = new();

    public void Dispose() => _workspace.Dispose();

    [Fact]
    public async Task Of_a_users_rows_the_last_one_wins_and_staged_ones_come_last()
    {
        WriteUsers("users_api_staging.000001.csv", "1,21,F,Mobile", "2,21,F,Mobile");
        WriteUsers("users_api_staging.csv", "2,22,,Tablet", "5,50,M,Mobile");
        WriteUsers("users_crm.csv", "1,30,M,Desktop", "2,30,M,Desktop", "3,30,M,Desktop", "4,30,M,Desktop", "4,31,M,Desktop");
        WriteUsers("users_web.csv", "3,,M,Mobile", "nobody,1,M,Mobile");

        Assert.Equal(["1|21|F|Mobile", "2|22||Tablet", "3||M|Mobile", "4|31|M|Desktop", "5|50|M|Mobile"], await PrepareAsync("users"));
    }

    [Fact]
    public async Task Of_many_rows_over_many_batches_the_last_one_wins()
    {
        // More rows than a batch has, so that they come in several row groups and by several threads.
        var rows = Enumerable.Range(0, 600_000).Select(row => $"{(row % 7) + 1},{(row % 100) + 1},M,Mobile");
        WriteUsers("users_api_staging.csv", "1,99,F,Tablet");
        WriteUsers("users_web.csv", [.. rows]);

        // The last row, 599,999, is of user 2 (599,999 mod 7 is 1) and of the age 100; the six before it are of the others.
        Assert.Equal(
            ["1|99|F|Tablet", "2|100|M|Mobile", "3|94|M|Mobile", "4|95|M|Mobile", "5|96|M|Mobile", "6|97|M|Mobile", "7|98|M|Mobile"], await PrepareAsync("users"));
    }

    [Fact]
    public async Task Of_a_products_lines_the_last_one_wins()
    {
        _workspace.Write("products.json", """
            {"item_id":2,"price":5,"category":"Toys"}
            {"item_id":1,"price":1.5,"brand":"Acme","category":"Toys","rating":4,"in_stock":true}
            {"item_id":2,"price":null,"category":"Books"}
            """);

        Assert.Equal(["1|1.5|Acme|Toys|4|True", "2|||Books||"], await PrepareAsync("products"));
    }

    [Fact]
    public async Task Exact_repeats_are_one_event_and_orphans_are_kept_and_flagged()
    {
        WriteUsers("users.csv", "1,30,M,Desktop");
        _workspace
            .Write("transactions_a.csv", IngestorWorkspace.TransactionHeader
                + "1,10,view,,2026-01-27T11:00:00\n9,10,view,5,2026-01-27T10:00:00\n1,10,view,,2026-01-27 11:00:00Z\n1,10,view,3,2026-01-27T11:00:00\n")
            .Write("transactions_b.csv", IngestorWorkspace.TransactionHeader + "1,11,purchase,,2026-01-27T11:00:00.000001\n1,10,view,,2026-01-27T12:00:00+01:00\n");

        var rows = await PrepareAsync("transactions");

        const long eleven = 1_769_511_600_000_000;
        Assert.Equal(
            [$"9|10|view|5|{eleven - 3_600_000_000}|False|True", $"1|10|view||{eleven}|True|True", $"1|10|view|3|{eleven}|True|True", $"1|11|purchase||{eleven + 1}|True|False"], rows);
        Assert.Equal(
            "rows_in 6, repeats_removed 2, of_unknown_users 1, of_unknown_items 1",
            string.Join(", ", MetadataOf(LakeLayer.Prepared, "transactions").Lineage!.Counts.Select(count => $"{count.Key} {count.Value}")));
    }

    [Fact]
    public async Task Metadata_has_the_specifications_keys_and_says_what_went_in()
    {
        await PrepareAsync("transactions");
        var (transactions, json) = (MetadataOf(LakeLayer.Prepared, "transactions"), JsonOf(LakeLayer.Prepared, "transactions"));

        Assert.Equal(
            ["source", "data_type", "timestamp", "file_path", "file_size_bytes", "record_count", "schema", "checksum_md5", "null_counts", "memory_usage_bytes", "lineage"],
            json.AsObject().Select(property => property.Key));
        Assert.Equal(["sql", "engine", "inputs", "counts"], json["lineage"]!.AsObject().Select(property => property.Key));
        Assert.Equal("""{"view_mode":["view","add_to_cart","purchase"]}""", json["schema"]!["categories"]!.ToJsonString());
        Assert.Equal("category", (string)json["schema"]!["dtypes"]!["view_mode"]!);
        Assert.Equal(
            [("validated", "transactions"), ("prepared", "users"), ("prepared", "products")],
            transactions.Lineage!.Inputs.Select(input => (input.Path.Split('/')[0], input.Path.Split('/')[1])));
        Assert.All(transactions.Lineage.Inputs, input => Assert.Equal(
            _workspace.Lake.List().Single(entry => entry.Partition.DataPath == input.Path).Metadata.ChecksumMd5, input.ChecksumMd5));
    }

    [Fact]
    public async Task Sources_without_rows_make_tables_without_rows()
    {
        _workspace
            .Write("users.csv", IngestorWorkspace.UserHeader)
            .Write("products.json", "[]")
            .Write("transactions.csv", IngestorWorkspace.TransactionHeader);
        using var host = new LayerHost(_workspace);

        await host.MakeAllAsync();

        Assert.Equal(6, _workspace.Lake.List().Count(entry => entry.Partition.Layer > LakeLayer.Quarantine && entry.Metadata.RecordCount == 0));
        Assert.Empty((await _workspace.Lake.VerifyAsync(deep: true, null, CancellationToken.None)).Problems);
    }

    [Fact]
    public async Task Incremental_partitions_count_with_the_snapshot_before_them_as_if_all_had_come_at_once()
    {
        (string Name, string[] Rows)[] first = [("users_api_staging.csv", ["1,1,M,Mobile", "2,1,M,Mobile"]), ("users_b.csv", ["3,30,M,Desktop", "4,30,M,Desktop"])];
        (string Name, string[] Rows)[] second = [("users_a.csv", ["3,40,F,Mobile", "5,40,F,Mobile"]), ("users_api_staging.csv", ["2,2,M,Mobile"])];
        await IngestOnAsync("2026-04-08", [("users_old.csv", ["1,90,M,Tablet", "9,90,M,Tablet"])]);
        await IngestOnAsync("2026-04-09", first);
        await IngestOnAsync("2026-04-10", second);
        SetMode("2026-04-09", "snapshot");
        SetMode("2026-04-10", "incremental");

        using var host = new LayerHost(_workspace);
        Assert.Null((await host.PrepareAsync()).Error);

        // The snapshot of the 9th does without the 8th; of user 3 the file b counts after a, though it came before.
        Assert.Equal(["1|1|M|Mobile", "2|2|M|Mobile", "3|30|M|Desktop", "4|30|M|Desktop", "5|40|F|Mobile"], host.Rows("prepared", "users"));
        Assert.Equal(2, MetadataOf(LakeLayer.Prepared, "users").Lineage!.Inputs.Count);
    }

    [Fact]
    public async Task With_a_date_the_lake_counts_as_it_was_on_that_day()
    {
        await IngestOnAsync("2026-04-08", [("users.csv", ["1,10,M,Mobile"])]);
        await IngestOnAsync("2026-04-09", [("users.csv", ["1,20,M,Mobile"])]);
        using var host = new LayerHost(_workspace, ("date", "2026-04-08"));

        Assert.Null((await host.PrepareAsync()).Error);

        Assert.Equal(["1|10|M|Mobile"], host.Rows("prepared", "users"));
        Assert.Equal([new DateOnly(2026, 4, 8)], _workspace.Lake.List().Where(entry => entry.Partition.Layer == LakeLayer.Prepared).Select(entry => entry.Partition.Date).Distinct());
    }

    private async Task IngestOnAsync(string date, (string Name, string[] Rows)[] files)
    {
        foreach (var path in Directory.EnumerateFiles(_workspace.DataDir, "users*"))
            File.Delete(path);
        foreach (var (name, rows) in files)
            WriteUsers(name, rows);
        WriteOthers();
        using var host = new LayerHost(_workspace, ("date", date));
        await host.IngestAsync();
    }

    private void SetMode(string date, string mode)
    {
        var path = Path.Combine(_workspace.LakePath, "validated", "users", date, "users_merged_metadata.json");
        var json = JsonNode.Parse(File.ReadAllText(path))!;
        json["mode"] = mode;
        File.WriteAllText(path, json.ToJsonString());
    }

    private void WriteUsers(string name, params string[] rows) =>
        _workspace.Write(name, IngestorWorkspace.UserHeader + string.Concat(rows.Select(row => row + "\n")));

    private void WriteOthers()
    {
        void Default(string name, string text)
        {
            if (!File.Exists(Path.Combine(_workspace.DataDir, name)))
                _workspace.Write(name, text);
        }
        Default("products.json", """[{"item_id":10}]""");
        if (!Directory.EnumerateFiles(_workspace.DataDir, "users*").Any())
            WriteUsers("users.csv", "1,30,M,Desktop");
        if (!Directory.EnumerateFiles(_workspace.DataDir, "transactions*").Any())
            Default("transactions.csv", IngestorWorkspace.TransactionHeader + "1,10,view,,2026-01-27\n");
    }

    private async Task<IReadOnlyList<string>> PrepareAsync(string table)
    {
        WriteOthers();
        using var host = new LayerHost(_workspace);
        await host.IngestAsync();
        Assert.Null((await host.PrepareAsync()).Error);
        return host.Rows("prepared", table);
    }

    private LakeMetadata MetadataOf(LakeLayer layer, string source) =>
        Assert.Single(_workspace.Lake.List(), entry => entry.Partition.Layer == layer && entry.Partition.Source == source).Metadata;

    private JsonNode JsonOf(LakeLayer layer, string source)
    {
        var partition = Assert.Single(_workspace.Lake.List(), entry => entry.Partition.Layer == layer && entry.Partition.Source == source).Partition;
        return JsonNode.Parse(File.ReadAllText(_workspace.Lake.FullPath(partition.MetadataPath)))!;
    }
}

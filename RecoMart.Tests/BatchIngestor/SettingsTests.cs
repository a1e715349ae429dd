namespace RecoMart.Tests.BatchIngestor;

public sealed class SettingsTests : IDisposable
{
    private const string SpecifiedConfig = """
        {
            "data_dir": "data",
            "storage_base": "storage",
            "products_file": "products.json",
            "interactions_file": "interactions.json",
            "users_file": "users.json"
        }
        """;

    private readonly IngestorWorkspace _workspace = new();

    public void Dispose() => _workspace.Dispose();

    [Fact]
    public async Task Without_any_settings_data_products_json_and_storage_are_used()
    {
        _workspace.WriteCleanSources();

        var run = await _workspace.RunAsync("ingest");

        Assert.Equal(0, run.ExitCode);
        Assert.Equal("", run.Error);
        Assert.Equal(9, _workspace.Catalog().Count());
    }

    [Fact]
    public async Task The_specified_config_json_works_without_complaint()
    {
        _workspace.WriteCleanSources();
        WriteConfig(SpecifiedConfig);

        var run = await _workspace.RunAsync("ingest");

        Assert.Equal(0, run.ExitCode);
        Assert.Equal("", run.Error);
        Assert.DoesNotContain("config.json", run.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_flag_wins_over_the_environment_which_wins_over_config_json()
    {
        foreach (var (name, rows) in new[] { ("from-file", 1), ("from-environment", 2), ("from-flag", 3) })
        {
            Directory.CreateDirectory(_workspace.Combine(name));
            File.WriteAllText(
                _workspace.Combine(name, "users.csv"),
                IngestorWorkspace.UserHeader + string.Concat(Enumerable.Repeat("1,2,M,Mobile\n", rows)));
        }
        WriteConfig("""{ "data_dir": "from-file", "storage_base": "from-file-lake" }""");

        var fromFile = await _workspace.RunAsync("ingest", "users", "--json");
        var fromEnvironment = await _workspace.RunAsync(["ingest", "users", "--json"], ("RECOMART_DATA_DIR", "from-environment"));
        var fromFlag = await _workspace.RunAsync(
            ["ingest", "users", "--json", "--data-dir", "from-flag"], ("RECOMART_DATA_DIR", "from-environment"));

        Assert.Equal([1, 2, 3], new[] { fromFile, fromEnvironment, fromFlag }.Select(run => (int)run.Json["sources"]![0]!["quality"]!["rows_in"]!));
        Assert.All([fromFile, fromEnvironment, fromFlag], run => Assert.Equal(_workspace.Combine("from-file-lake"), (string)run.Json["storage_base"]!));
    }

    [Fact]
    public async Task A_config_json_that_is_no_json_ends_with_2_and_the_place()
    {
        WriteConfig("{\n  \"data_dir\": \"data\",\n  \"storage_base\" \"storage\"\n}");

        var run = await _workspace.RunAsync("ingest");

        Assert.Equal(2, run.ExitCode);
        Assert.Equal("", run.Output);
        Assert.StartsWith($"error: {_workspace.Combine("config.json")} can't be read: line 3, column 18: ", run.Error, StringComparison.Ordinal);
        Assert.Single(run.Error.TrimEnd('\n').Split('\n'));
    }

    [Theory]
    [InlineData("""{ "data_dir": { "path": "data" } }""", "data_dir is an object or an array")]
    [InlineData("""{ "storage_base": ["storage"] }""", "storage_base is an object or an array")]
    [InlineData("""{ "storage_base": "" }""", "The setting storage_base is empty")]
    [InlineData("""{ "data_dir": "da\u0000ta" }""", "NUL character")]
    [InlineData("""{ "data_dir": "a", "data_dir": "b" }""", "duplicate key 'data_dir'")]
    [InlineData("[]", "config.json can't be read")]
    [InlineData("", "config.json can't be read")]
    public async Task A_config_json_that_can_not_be_meant_ends_with_2_and_says_why(string config, string complaint)
    {
        _workspace.WriteCleanSources();
        WriteConfig(config);

        var run = await _workspace.RunAsync("ingest");

        Assert.Equal(2, run.ExitCode);
        Assert.Contains(complaint, run.Error, StringComparison.Ordinal);
        Assert.False(Directory.Exists(_workspace.LakePath));
    }

    [Fact]
    public async Task A_folder_named_config_json_is_an_error_and_not_no_file()
    {
        Directory.CreateDirectory(_workspace.Combine("config.json"));

        var run = await _workspace.RunAsync("ingest");

        Assert.Equal(2, run.ExitCode);
        Assert.Contains("config.json can't be read", run.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_unknown_key_is_warned_about_on_standard_error_and_not_used()
    {
        _workspace.WriteCleanSources();
        WriteConfig("""{ "data-dir": "nowhere", "date": "2020-01-01", "DATA_DIR": "data" }""");

        var run = await _workspace.RunAsync("ingest", "--json");

        Assert.Equal(0, run.ExitCode);
        Assert.Contains("unknown settings: data-dir, date (known: data_dir, storage_base, products_file, logs_dir, view_weight, ", run.Error, StringComparison.Ordinal);
        Assert.NotEqual("2020-01-01", (string)run.Json["date"]!);
    }

    [Theory]
    [InlineData("yesterday")]
    [InlineData("2026-02-30")]
    [InlineData("27.01.2026")]
    [InlineData("2026-1-27")]
    [InlineData("")]
    public async Task A_date_that_is_none_ends_with_2_and_shows_one_that_is(string date)
    {
        var run = await _workspace.RunAsync("ingest", "--date", date);

        Assert.Equal(2, run.ExitCode);
        Assert.Equal($"error: The setting date is '{date}', which is no date; write YYYY-MM-DD, such as 2026-01-27.\n", run.Error);
    }

    [Theory]
    [InlineData("--data-dir", "data_dir")]
    [InlineData("--storage-base", "storage_base")]
    public async Task A_file_where_a_folder_belongs_ends_with_2(string flag, string setting)
    {
        _workspace.WriteCleanSources();

        var run = await _workspace.RunAsync("ingest", flag, "data/users.csv");

        Assert.Equal(2, run.ExitCode);
        Assert.Contains(
            $"The setting {setting} is {_workspace.Combine("data", "users.csv")}, which is a file; name a folder", run.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_data_folder_that_is_not_there_fails_every_source_and_names_it()
    {
        var run = await _workspace.RunAsync("ingest", "--data-dir", "nowhere", "--json");

        Assert.Equal(1, run.ExitCode);
        Assert.Equal(["users", "products", "transactions"], run.Json["sources"]!.AsArray().Select(source => (string)source!["source"]!));
        Assert.All(run.Json["sources"]!.AsArray(), source =>
            Assert.Contains(_workspace.Combine("nowhere"), (string)source!["errors"]![0]!, StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_products_file_that_is_not_there_fails_products_alone_and_names_setting_and_flag()
    {
        _workspace.WriteCleanSources();
        File.Delete(_workspace.Combine("data", "products.json"));

        var run = await _workspace.RunAsync("ingest");

        Assert.Equal(1, run.ExitCode);
        Assert.Contains(
            $"products: the products file {_workspace.Combine("data", "products.json")} is not there (setting products_file, or --products-file)",
            run.Output, StringComparison.Ordinal);
        Assert.Equal(["users", "transactions"], _workspace.Lake.List().Select(entry => entry.Partition.Source).Distinct().OrderDescending());
    }

    [Fact]
    public async Task The_products_file_may_be_anywhere()
    {
        _workspace.WriteCleanSources();
        File.Move(_workspace.Combine("data", "products.json"), _workspace.Combine("shop.json"));

        var run = await _workspace.RunAsync("ingest", "products", "--products-file", _workspace.Combine("shop.json"));

        Assert.Equal(0, run.ExitCode);
        Assert.Equal(3, _workspace.Catalog().Count());
    }

    [Fact]
    public async Task A_folder_as_products_file_is_called_one()
    {
        Directory.CreateDirectory(_workspace.Combine("data", "products.json"));

        var run = await _workspace.RunAsync("ingest", "products");

        Assert.Equal(1, run.ExitCode);
        Assert.Contains($"{_workspace.Combine("data", "products.json")} is a folder", run.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task With_logs_dir_the_log_lines_are_in_a_file_there_too()
    {
        _workspace.WriteCleanSources();

        var run = await _workspace.RunAsync(["ingest", "users"], ("RECOMART_LOGS_DIR", "logs"));

        var file = Assert.Single(Directory.GetFiles(_workspace.Combine("logs")));
        Assert.StartsWith("batch-ingestor-", Path.GetFileName(file), StringComparison.Ordinal);
        var messages = run.Lines.Where(line => line.Contains(" info  ", StringComparison.Ordinal)).Select(line => line.Split(" info  ")[1]).ToList();
        Assert.NotEmpty(messages);
        Assert.Equal(messages, File.ReadAllLines(file).Select(line => line.Split("] ", 2)[1]));
    }

    [Fact]
    public async Task A_logs_dir_that_can_not_be_written_ends_with_2()
    {
        File.WriteAllText(_workspace.Combine("in-the-way"), "");

        var run = await _workspace.RunAsync(["ingest"], ("RECOMART_LOGS_DIR", "in-the-way/logs"));

        Assert.Equal(2, run.ExitCode);
        Assert.Contains("logs_dir", run.Error, StringComparison.Ordinal);
    }

    private void WriteConfig(string text) => File.WriteAllText(_workspace.Combine("config.json"), text);
}

using RecoMart.AppHost;

namespace RecoMart.Tests.AppHost;

public sealed class IngestionSettingsTests : IDisposable
{
    private readonly TemporaryDirectory _root = new();

    public void Dispose() => _root.Dispose();

    [Fact]
    public void The_command_line_wins_over_config_json_which_wins_over_the_defaults()
    {
        File.WriteAllText(_root.Combine("config.json"), """{ "data_dir": "from-file", "storage_base": "from-file" }""");

        var settings = IngestionSettings.Read(_root.Path, ["--storage_base=from-arguments"]);

        Assert.Equal(new(_root.Combine("from-file"), _root.Combine("from-arguments"), "products.json", null, _root.Combine("events"), null), settings);
    }

    [Fact]
    public void A_broken_config_json_is_named_with_line_column_and_problem()
    {
        var file = _root.Combine("config.json");
        File.WriteAllText(file, "{ \"data_dir\":\n  \"a\" \"b\" }");

        var error = Assert.Throws<InvalidDataException>(() => IngestionSettings.Read(_root.Path, []));

        Assert.StartsWith($"{file} can't be read: line 2, column 7: ", error.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("LineNumber", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void An_object_where_a_folder_belongs_is_an_error_and_not_the_default()
    {
        File.WriteAllText(_root.Combine("config.json"), """{ "storage_base": { "path": "lake" } }""");

        var error = Assert.Throws<InvalidDataException>(() => IngestionSettings.Read(_root.Path, []));

        Assert.Contains("storage_base", error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("1s", "second")]
    [InlineData("30s", "30 seconds")]
    [InlineData("5m", "5 minutes")]
    [InlineData("1h", "hour")]
    [InlineData("24h", "24 hours")]
    [InlineData("86400s", "86400 seconds")]
    public void An_interval_is_a_number_of_seconds_minutes_or_hours(string text, string words) =>
        Assert.Equal(new(text, words), IngestionSettings.Read(_root.Path, [$"--ingest_interval={text}"]).IngestInterval);

    [Fact]
    public void An_interval_may_stand_in_config_json_and_the_command_line_takes_it_back()
    {
        File.WriteAllText(_root.Combine("config.json"), """{ "ingest_interval": "5m" }""");

        Assert.Equal("5m", IngestionSettings.Read(_root.Path, []).IngestInterval?.Text);
        Assert.Null(IngestionSettings.Read(_root.Path, ["--ingest_interval="]).IngestInterval);
    }

    [Theory]
    [InlineData("5")]
    [InlineData("m")]
    [InlineData("0s")]
    [InlineData("-5m")]
    [InlineData("1.5h")]
    [InlineData("5 m")]
    [InlineData("5M")]
    [InlineData("5m\n")]
    [InlineData("25h")]
    [InlineData("86401s")]
    [InlineData("99999999999999999999h")]
    [InlineData("00:05:00")]
    [InlineData("٥m")]
    public void Any_other_interval_is_named_with_the_rule_and_one_that_can_be_used(string text)
    {
        var error = Assert.Throws<InvalidDataException>(() => IngestionSettings.Read(_root.Path, [$"--ingest_interval={text}"]));

        Assert.Equal(
            $"The setting ingest_interval is '{text}'; give a whole number of seconds, minutes or hours from 1s to 24h, for example 5m, or leave it out for one ingest at the start.",
            error.Message);
    }

    [Fact]
    public void An_object_where_an_interval_belongs_is_shown_one()
    {
        File.WriteAllText(_root.Combine("config.json"), """{ "ingest_interval": { "minutes": 5 } }""");

        var error = Assert.Throws<InvalidDataException>(() => IngestionSettings.Read(_root.Path, []));

        Assert.EndsWith("\"ingest_interval\": \"5m\".", error.Message, StringComparison.Ordinal);
    }
}

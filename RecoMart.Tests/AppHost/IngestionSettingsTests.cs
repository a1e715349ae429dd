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

        Assert.Equal(new(_root.Combine("from-file"), _root.Combine("from-arguments"), "products.json", null, _root.Combine("events")), settings);
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
}

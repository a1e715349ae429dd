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

        Assert.Equal(new(_root.Combine("from-file"), _root.Combine("from-arguments"), "products.json", null), settings);
    }
}

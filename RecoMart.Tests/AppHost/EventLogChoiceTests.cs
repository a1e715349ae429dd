using Microsoft.Extensions.Configuration;
using RecoMart.AppHost;

namespace RecoMart.Tests.AppHost;

public class EventLogChoiceTests
{
    [Theory]
    [InlineData(null, null, "Container")]
    [InlineData("", " ", "Container")]
    [InlineData(null, "broker:9092", "Existing")]
    [InlineData("existing", "broker:9092", "Existing")]
    [InlineData("embedded", null, "Embedded")]
    [InlineData("embedded", "broker:9092", "Embedded")]
    [InlineData("container", "broker:9092", "Container")]
    public void The_setting_wins_over_brokers_which_win_over_the_container(string? setting, string? brokers, string expected) =>
        Assert.Equal(expected, EventLogChoice.Read(Configuration(setting, brokers)).ToString());

    [Theory]
    [InlineData("sqlite", "embedded")]
    [InlineData("existing", "localhost:9092")]
    public void A_choice_there_is_not_is_an_error_with_one_there_is(string setting, string example) => Assert.Contains(
        example, Assert.Throws<InvalidDataException>(() => EventLogChoice.Read(Configuration(setting, null))).Message, StringComparison.Ordinal);

    private static IConfiguration Configuration(string? setting, string? brokers) => new ConfigurationBuilder()
        .AddInMemoryCollection([new("EventLog", setting), new("ConnectionStrings:kafka", brokers)])
        .Build();
}

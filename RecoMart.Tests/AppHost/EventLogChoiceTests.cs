using Microsoft.Extensions.Configuration;
using RecoMart.AppHost;

namespace RecoMart.Tests.AppHost;

public class EventLogChoiceTests
{
    [Theory]
    [InlineData(null, null, "docker", "Container", "docker answers")]
    [InlineData("", " ", "podman", "Container", "podman answers")]
    [InlineData(null, null, null, "Embedded", "no container engine answers; ConnectionStrings__kafka=host:9092 would use Kafka brokers")]
    [InlineData(null, "broker:9092", "docker", "Existing", "ConnectionStrings__kafka is broker:9092")]
    [InlineData("existing", "broker:9092", "docker", "Existing", "EventLog is set, and ConnectionStrings__kafka is broker:9092")]
    [InlineData("embedded", null, "docker", "Embedded", "EventLog is set")]
    [InlineData("embedded", "broker:9092", "docker", "Embedded", "EventLog is set")]
    [InlineData("container", "broker:9092", null, "Container", "EventLog is set")]
    public void The_setting_wins_over_brokers_which_win_over_the_container_which_wants_an_engine(
        string? setting, string? brokers, string? engine, string kind, string reason)
    {
        var choice = EventLogChoice.Make(Configuration(setting, brokers), hasContainers: true, () => engine);

        Assert.Equal((kind, reason), (choice.Kind.ToString(), choice.Reason));
    }

    [Fact]
    public void A_build_without_the_container_does_not_look_for_an_engine()
    {
        var choice = EventLogChoice.Make(Configuration(null, null), hasContainers: false, () => throw new InvalidOperationException());

        Assert.Equal(EventLogKind.Embedded, choice.Kind);
        Assert.StartsWith("this build has no Kafka container", choice.Reason, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("sqlite", "embedded")]
    [InlineData("existing", "localhost:9092")]
    public void A_choice_there_is_not_is_an_error_with_one_there_is(string setting, string example)
    {
        var error = Assert.Throws<InvalidDataException>(() => EventLogChoice.Make(Configuration(setting, null), true, () => "docker"));

        Assert.Contains(example, error.Message, StringComparison.Ordinal);
    }

    private static IConfiguration Configuration(string? setting, string? brokers) => new ConfigurationBuilder()
        .AddInMemoryCollection([new("EventLog", setting), new("ConnectionStrings:kafka", brokers)])
        .Build();
}

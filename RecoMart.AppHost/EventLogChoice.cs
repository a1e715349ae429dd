using Microsoft.Extensions.Configuration;

namespace RecoMart.AppHost;

/// <summary>Decides which kind of event log it is.</summary>
internal static class EventLogChoice
{
    /// <summary>The setting that decides it, and wins over the presence of brokers.</summary>
    public const string Setting = "EventLog";

    /// <summary>What to set instead, for error messages.</summary>
    public const string OtherKinds =
        "Set EventLog=embedded for the embedded log, which needs nothing, or ConnectionStrings__kafka=host:9092 for Kafka brokers that are there already.";

    /// <summary>Reads the choice: the setting <c>EventLog</c>, else brokers where there are some, else the container.</summary>
    /// <exception cref="InvalidDataException">The setting is none of the kinds, or brokers are asked for and there are none.</exception>
    public static EventLogKind Read(IConfiguration configuration)
    {
        var hasBrokers = !string.IsNullOrWhiteSpace(configuration.GetConnectionString(EventLogResource.Kafka));
        return configuration[Setting] switch
        {
            null or "" => hasBrokers ? EventLogKind.Existing : EventLogKind.Container,
            "container" => EventLogKind.Container,
            "embedded" => EventLogKind.Embedded,
            "existing" when hasBrokers => EventLogKind.Existing,
            "existing" => throw new InvalidDataException(
                "The setting EventLog is existing, and nothing says where the brokers are: set ConnectionStrings__kafka, for example to localhost:9092."),
            var other => throw new InvalidDataException(
                $"The setting EventLog is '{other}'; it may be container, existing or embedded, for example embedded."),
        };
    }
}

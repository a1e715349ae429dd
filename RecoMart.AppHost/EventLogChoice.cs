using Microsoft.Extensions.Configuration;

namespace RecoMart.AppHost;

/// <summary>Which kind of event log it is, and why.</summary>
/// <param name="Kind">The kind.</param>
/// <param name="Reason">Why, for the console.</param>
internal sealed record EventLogChoice(EventLogKind Kind, string Reason)
{
    /// <summary>The setting that decides it, and wins over the presence of brokers.</summary>
    public const string Setting = "EventLog";

    /// <summary>What to set instead, for error messages.</summary>
    public const string OtherKinds =
        "Set EventLog=embedded for the embedded log, which needs nothing, or ConnectionStrings__kafka=host:9092 for Kafka brokers that are there already.";

    private const string BrokersWouldBeUsed = "ConnectionStrings__kafka=host:9092 would use Kafka brokers";

    /// <summary>
    /// Makes the choice: the setting <c>EventLog</c>, else brokers where there are some, else a container where an engine answers, else
    /// the embedded log, so that it works on every machine.
    /// </summary>
    /// <param name="configuration">The settings.</param>
    /// <param name="hasContainers">Whether this build has the Kafka container at all.</param>
    /// <param name="findEngine">Finds a container engine, which takes a moment; null where there is none.</param>
    /// <exception cref="InvalidDataException">The setting is none of the kinds, or brokers are asked for and there are none.</exception>
    public static EventLogChoice Make(IConfiguration configuration, bool hasContainers, Func<string?> findEngine)
    {
        var brokers = configuration.GetConnectionString(EventLogResource.Kafka);
        var hasBrokers = !string.IsNullOrWhiteSpace(brokers);
        return configuration[Setting] switch
        {
            null or "" when hasBrokers => new(EventLogKind.Existing, $"ConnectionStrings__kafka is {brokers}"),
            null or "" when !hasContainers => new(EventLogKind.Embedded, $"this build has no Kafka container; {BrokersWouldBeUsed}"),
            null or "" => findEngine() is { } engine
                ? new(EventLogKind.Container, $"{engine} answers")
                : new(EventLogKind.Embedded, $"no container engine answers; {BrokersWouldBeUsed}"),
            "container" => new(EventLogKind.Container, $"{Setting} is set"),
            "embedded" => new(EventLogKind.Embedded, $"{Setting} is set"),
            "existing" when hasBrokers => new(EventLogKind.Existing, $"{Setting} is set, and ConnectionStrings__kafka is {brokers}"),
            "existing" => throw new InvalidDataException(
                "The setting EventLog is existing, and nothing says where the brokers are: set ConnectionStrings__kafka, for example to localhost:9092."),
            var other => throw new InvalidDataException(
                $"The setting EventLog is '{other}'; it may be container, existing or embedded, for example embedded."),
        };
    }
}

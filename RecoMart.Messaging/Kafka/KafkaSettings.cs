using System.Globalization;
using Confluent.Kafka;
using Microsoft.Extensions.Configuration;

namespace RecoMart.Messaging.Kafka;

/// <summary>
/// The four settings that the specification names. Each may be given in the section <c>Kafka</c> or by its bare name; the section wins.
/// </summary>
internal sealed record KafkaSettings
{
    private const string Section = "Kafka";
    private const string ServersName = "bootstrap_servers";
    private const string GroupName = "group_id";
    private const string AcksName = "acks";
    private const string RetriesName = "retries";

    public const string DefaultServers = "localhost:9092";
    public const string DefaultGroup = "recomart-consumer-group";

    /// <summary>Where brokers are asked for the others, if that is set.</summary>
    public string? BootstrapServers { get; init; }

    public string GroupId { get; init; } = DefaultGroup;

    public Acks Acks { get; init; } = Acks.All;

    public int Retries { get; init; } = 3;

    /// <summary>Reads them.</summary>
    /// <exception cref="EventLogSettingException">One of them is no value that Kafka knows.</exception>
    public static KafkaSettings From(IConfiguration configuration) => new()
    {
        BootstrapServers = Find(configuration, ServersName),
        GroupId = Find(configuration, GroupName) ?? DefaultGroup,
        Acks = ParseAcks(Find(configuration, AcksName)),
        Retries = ParseRetries(Find(configuration, RetriesName)),
    };

    /// <summary>The value of one of these settings, or null.</summary>
    public static string? Find(IConfiguration configuration, string name) =>
        new[] { configuration[$"{Section}:{name}"], configuration[name] }.FirstOrDefault(value => !string.IsNullOrWhiteSpace(value))?.Trim();

    private static Acks ParseAcks(string? value) => value?.ToLowerInvariant() switch
    {
        null or "all" or "-1" => Acks.All,
        "1" => Acks.Leader,
        "0" => Acks.None,
        _ => throw new EventLogSettingException($"The setting {AcksName} is '{value}'; it may be all, 1 or 0, for example 'all'."),
    };

    private static int ParseRetries(string? value) => value is null
        ? new KafkaSettings().Retries
        : int.TryParse(value, NumberStyles.None, CultureInfo.InvariantCulture, out var retries)
            ? retries
            : throw new EventLogSettingException(
                $"The setting {RetriesName} is '{value}'; it is a whole number of 0 or more, for example '3'.");
}

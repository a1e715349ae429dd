using Confluent.Kafka;

namespace RecoMart.Messaging.Kafka;

/// <summary>
/// Makes consumers of one configuration. The first of the configured group is the one that the application has registered; more of
/// them, and those of other groups, are made like it.
/// </summary>
/// <param name="config">The configuration, with the group.</param>
/// <param name="errors">Gets the clients' errors.</param>
internal sealed class KafkaConsumerFactory(ConsumerConfig config, KafkaClientErrors errors)
{
    private Func<IConsumer<byte[]?, byte[]?>>? _registered;

    /// <summary>What becomes of the registered consumer's partitions.</summary>
    public KafkaAssignment RegisteredAssignment { get; } = new();

    /// <summary>The configured group.</summary>
    public string Group => config.GroupId;

    /// <summary>Names the registered consumer.</summary>
    public KafkaConsumerFactory WithRegistered(Func<IConsumer<byte[]?, byte[]?>> registered)
    {
        _registered = registered;
        return this;
    }

    public (IConsumer<byte[]?, byte[]?> Client, KafkaAssignment Assignment, string Group) Create(string? group)
    {
        if ((group is null || group == config.GroupId) && Interlocked.Exchange(ref _registered, null) is { } registered)
            return (registered(), RegisteredAssignment, config.GroupId);

        var own = new ConsumerConfig(config.ToDictionary(setting => setting.Key, setting => setting.Value));
        own.GroupId = group ?? own.GroupId;
        var assignment = new KafkaAssignment();
        var builder = new ConsumerBuilder<byte[]?, byte[]?>(own);
        Prepare(builder, assignment, errors);
        // By default the client writes to standard error. What matters comes as an error, too.
        builder.SetLogHandler((_, _) => { });
        return (builder.Build(), assignment, own.GroupId);
    }

    public static void Prepare(ConsumerBuilder<byte[]?, byte[]?> builder, KafkaAssignment assignment, KafkaClientErrors errors)
    {
        assignment.Attach(builder);
        builder.SetErrorHandler(errors.Report);
    }
}

using System.Diagnostics;
using Confluent.Kafka;
using RecoMart.Benchmarks.Streaming.Log;
using RecoMart.Messaging;

namespace RecoMart.Benchmarks.Streaming;

/// <summary>The event log that a part of the scenario runs on: a new embedded one, or what is on a Kafka already and a group of its own.</summary>
internal sealed class MeasuredLog
{
    /// <summary>A topic that RecoMart's services do not know, for the peers.</summary>
    public const string PeerTopic = "recomart-benchmark";

    public const string Embedded = "embedded";
    public const string Kafka = "Kafka";

    private static readonly TimeSpan s_kafkaTimeout = TimeSpan.FromSeconds(15);

    private readonly string _name;
    private readonly string _value;
    private readonly string _group = $"benchmark-{Guid.NewGuid():N}";
    private readonly bool _isKafka;

    private MeasuredLog(string name, string value, bool isKafka) => (_name, _value, _isKafka) = (name, value, isKafka);

    /// <summary>The setting as the log commands take it.</summary>
    public string Setting => $"{_name}={_value}";

    /// <summary>Events that were in the topic before.</summary>
    public long Before { get; private set; }

    /// <summary>The setting and the group as the services' environment has them.</summary>
    public IReadOnlyDictionary<string, string> Environment => new Dictionary<string, string>
    {
        [_name.Replace(":", "__", StringComparison.Ordinal)] = _value,
        ["RECOMART_GROUP_ID"] = _group,
    };

    /// <summary>Makes the topics, and has the services' group begin where they end now.</summary>
    /// <param name="kafka">Brokers; null for an embedded log.</param>
    /// <param name="file">The embedded log's file.</param>
    public static async Task<MeasuredLog> CreateAsync(string? kafka, string file)
    {
        var log = kafka is null
            ? new MeasuredLog("ConnectionStrings:event-log", $"Data Source={file}", isKafka: false)
            : new MeasuredLog("ConnectionStrings:kafka", kafka, isKafka: true);
        await using var access = new LogAccess(log.Setting);
        await access.Log.EnsureTopicsAsync([.. EventTopics.All, PeerTopic]);
        if (kafka is not null)
            log.Before = log.BeginAtEnd(kafka);
        return log;
    }

    /// <summary>How many transactions have come since.</summary>
    public async Task<long> CountAsync()
    {
        await using var access = new LogAccess(Setting);
        return await access.CountAsync(EventTopics.Transactions) - Before;
    }

    /// <summary>What is being measured, in a word.</summary>
    public override string ToString() => _isKafka ? Kafka : Embedded;

    // Returns how many events there are. Without joining: the group has no member yet.
    private long BeginAtEnd(string kafka)
    {
        using var consumer = new ConsumerBuilder<Ignore, Ignore>(new ConsumerConfig { BootstrapServers = kafka, GroupId = _group }).Build();
        using var admin = new DependentAdminClientBuilder(consumer.Handle).Build();
        long count = 0;
        foreach (var topic in EventTopics.Events)
        {
            foreach (var partition in admin.GetMetadata(topic, s_kafkaTimeout).Topics.Single().Partitions)
            {
                var place = new TopicPartition(topic, partition.PartitionId);
                var ends = EndsOf(consumer, place);
                consumer.Commit([new TopicPartitionOffset(place, ends.High)]);
                count += topic == EventTopics.Transactions ? ends.High - ends.Low : 0;
            }
        }
        return count;
    }

    private static WatermarkOffsets EndsOf(IConsumer<Ignore, Ignore> consumer, TopicPartition place)
    {
        var start = Stopwatch.GetTimestamp();
        while (true)
        {
            try
            {
                return consumer.QueryWatermarkOffsets(place, s_kafkaTimeout);
            }
            catch (KafkaException exception) when (
                exception.Error.Code is ErrorCode.NotLeaderForPartition or ErrorCode.LeaderNotAvailable or ErrorCode.UnknownTopicOrPart
                && Stopwatch.GetElapsedTime(start) < s_kafkaTimeout)
            {
                // A topic that has just been made has no leader for a moment.
                Thread.Sleep(100);
            }
        }
    }
}

using System.Diagnostics;
using Confluent.Kafka;
using Confluent.Kafka.Admin;
using Microsoft.Extensions.Logging.Abstractions;
using RecoMart.Messaging;
using RecoMart.Messaging.Sqlite;

namespace RecoMart.Benchmarks.Streaming;

/// <summary>Makes the topics with a number of partitions, before the services would make them with theirs.</summary>
/// <param name="kafka">Brokers; null for embedded logs.</param>
/// <param name="fileOf">The file of the embedded log of a name.</param>
internal sealed class GrowingTopics(string? kafka, Func<string, string> fileOf)
{
    private static readonly TimeSpan s_timeout = TimeSpan.FromSeconds(15);
    private static readonly string[] s_topics = [.. EventTopics.All, MeasuredLog.PeerTopic];

    /// <exception cref="InvalidOperationException">Kafka has some of the topics already; they are not for a benchmark to delete.</exception>
    public void RequireNone()
    {
        if (kafka is not null && Existing() is { Count: > 0 } existing)
        {
            throw new InvalidOperationException(
                $"Kafka at {kafka} has {string.Join(", ", existing)} already. To follow the cost over numbers of partitions topics are made and deleted: "
                + "give it brokers of its own, and measure other parts in another run.");
        }
    }

    public async Task MakeAsync(string name, int partitions)
    {
        if (kafka is null)
        {
            await using var log = new SqliteEventLog(
                new SqliteEventLogOptions(fileOf(name)) { Partitions = partitions }, TimeProvider.System, NullLogger<SqliteEventLog>.Instance);
            await log.EnsureTopicsAsync(s_topics);
            return;
        }
        if (Existing().Count > 0)
            return;
        using var admin = Admin();
        await admin.CreateTopicsAsync(s_topics.Select(topic => new TopicSpecification { Name = topic, NumPartitions = partitions }));
        await UntilAsync(() => Existing().Count == s_topics.Length);
    }

    /// <summary>Deletes Kafka's; embedded ones are files of their own.</summary>
    public async Task DeleteAsync()
    {
        if (kafka is null)
            return;
        using var admin = Admin();
        await admin.DeleteTopicsAsync(s_topics);
        await UntilAsync(() => Existing().Count == 0);
    }

    private List<string> Existing()
    {
        using var admin = Admin();
        return [.. admin.GetMetadata(s_timeout).Topics.Select(topic => topic.Topic).Intersect(s_topics)];
    }

    private IAdminClient Admin() => new AdminClientBuilder(new AdminClientConfig { BootstrapServers = kafka }).Build();

    private static async Task UntilAsync(Func<bool> isDone)
    {
        var start = Stopwatch.GetTimestamp();
        while (!isDone())
        {
            if (Stopwatch.GetElapsedTime(start) > s_timeout)
                throw new TimeoutException("Kafka has not made or deleted its topics in time.");
            await Task.Delay(100);
        }
    }
}

using RecoMart.Messaging;
using RecoMart.Messaging.Kafka;

namespace RecoMart.Tests.Messaging;

/// <summary>On the brokers of <c>ConnectionStrings__kafka</c>.</summary>
public sealed class KafkaEventLogConformanceTests : EventLogConformance
{
    private static readonly string? Servers = Environment.GetEnvironmentVariable("ConnectionStrings__kafka");

    private readonly List<IDisposable> _clients = [];

    protected override string? SkipReason =>
        string.IsNullOrWhiteSpace(Servers) ? "needs a Kafka: set ConnectionStrings__kafka to its address" : null;

    protected override bool SharesPartitions => true;

    protected override IEventLog Open() => KafkaLogs.Open(Servers!, _clients);

    protected override Task MakeTopicAsync(IEventLog log, string topic) => log.EnsureTopicsAsync([topic]);

    protected override Task DeleteTopicAsync(IEventLog log, string topic) => ((KafkaEventLog)log).DeleteTopicAsync(topic);

    [SkippableFact]
    public async Task A_topic_that_is_gone_fails_the_check_until_it_is_made_again()
    {
        var log = await StartAsync();
        await log.CheckAsync();

        await DeleteTopicAsync(log, Topic);

        var reason = "";
        await Eventually(async () =>
        {
            try
            {
                await log.CheckAsync();
                return false;
            }
            catch (EventLogUnavailableException exception)
            {
                reason = exception.Message;
                return true;
            }
        });
        Assert.Contains(Topic, reason, StringComparison.Ordinal);
        await MakeTopicAsync(log, Topic);
        await Eventually(async () =>
        {
            await log.CheckAsync();
            return true;
        });
    }

    public override async Task DisposeAsync()
    {
        if (SkipReason is null)
        {
            var cleaner = OpenLog();
            try
            {
                await DeleteTopicAsync(cleaner, Topic);
            }
            catch (Confluent.Kafka.Admin.DeleteTopicsException)
            {
                // The test did that.
            }
        }
        await base.DisposeAsync();
        foreach (var client in _clients)
            client.Dispose();
    }
}

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

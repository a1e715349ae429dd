using Microsoft.Extensions.Logging.Abstractions;
using RecoMart.Messaging;
using RecoMart.Messaging.Sqlite;

namespace RecoMart.Tests.Messaging;

public sealed class SqliteEventLogConformanceTests : EventLogConformance, IDisposable
{
    private readonly TemporaryDirectory _directory = new();

    protected override bool SharesPartitions => false;

    protected override IEventLog Open() => new SqliteEventLog(
        new SqliteEventLogOptions(_directory.Combine("log.db")), TimeProvider.System, NullLogger<SqliteEventLog>.Instance);

    protected override Task MakeTopicAsync(IEventLog log, string topic) => log.EnsureTopicsAsync([topic]);

    protected override Task DeleteTopicAsync(IEventLog log, string topic) => ((SqliteEventLog)log).DeleteTopicAsync(topic);

    // After DisposeAsync.
    public void Dispose() => _directory.Dispose();
}

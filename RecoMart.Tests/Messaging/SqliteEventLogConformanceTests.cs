using Microsoft.Data.Sqlite;
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

    // It gives nothing away while it lives; so another one takes the lease as if it had slept for long.
    protected override Task<IReadOnlyCollection<EventPartition>> LoseAsync(IEventConsumer first, IEventConsumer second)
    {
        using var connection = new SqliteConnection($"Data Source={new SqliteEventLogOptions(_directory.Combine("log.db")).GroupsPath};Pooling=False");
        connection.Open();
        using var command = connection.CreateCommand();
        command.CommandText = "UPDATE leases SET owner = 'another one'";
        Assert.Equal(1, command.ExecuteNonQuery());
        return Task.FromResult<IReadOnlyCollection<EventPartition>>([.. Enumerable.Range(0, 3).Select(i => new EventPartition(Topic, i))]);
    }

    // After DisposeAsync.
    public void Dispose() => _directory.Dispose();
}

using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using RecoMart.Messaging;

namespace RecoMart.Benchmarks.Streaming.Log;

/// <summary>An event log as the services have it, without the services.</summary>
internal sealed class LogAccess : IAsyncDisposable
{
    private readonly IHost _host;

    /// <param name="setting">The one that a service would be given: <c>ConnectionStrings:event-log=Data Source=FILE</c> or <c>ConnectionStrings:kafka=HOST:PORT</c>.</param>
    public LogAccess(string setting)
    {
        var parts = setting.Split('=', 2);
        var builder = Host.CreateEmptyApplicationBuilder(new HostApplicationBuilderSettings());
        builder.Configuration.AddInMemoryCollection([new(parts[0], parts.Length == 2 ? parts[1] : null)]);
        builder.Logging.SetMinimumLevel(LogLevel.Warning);
        builder.AddEventLog();
        _host = builder.Build();
        Log = _host.Services.GetRequiredService<IEventLog>();
    }

    public IEventLog Log { get; }

    /// <summary>How many events a topic holds.</summary>
    public async Task<long> CountAsync(string topic)
    {
        // What a group that has committed nothing is behind by. It has its partitions when the first event is there.
        await using var consumer = Log.Subscribe([topic], $"benchmark-{Guid.NewGuid():N}");
        await consumer.ReadAsync(1, TimeSpan.FromSeconds(15));
        return (await consumer.GetLagAsync()).Values.Sum(partition => partition.Events);
    }

    public async ValueTask DisposeAsync()
    {
        await Log.DisposeAsync();
        _host.Dispose();
    }
}

using System.Diagnostics;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using RecoMart.Consumer;
using RecoMart.Messaging;
using RecoMart.ServiceDefaults;

namespace RecoMart.Tests.Consumer;

/// <summary>The whole consumer as its Program composes it, with the log and the API in memory, and in a hurry.</summary>
internal sealed class ConsumerHost : IAsyncDisposable
{
    private static readonly TimeSpan s_deadline = TimeSpan.FromSeconds(30);

    private readonly IHost _host;

    public ConsumerHost(FakeEventLog log, FakeApi api, ConsumerOptions? options = null, string key = FakeApi.Key)
    {
        var builder = Host.CreateApplicationBuilder();
        builder.Configuration["ConnectionStrings:event-log"] = "Data Source=never-opened.db";
        builder.Configuration[InternalKey.Setting] = key;
        builder.AddServiceDefaults();
        builder.Logging.ClearProviders().AddProvider(Log);
        builder.Services.AddSingleton(options ?? Quick);
        builder.AddStreamConsumer();
        builder.Services.Replace(ServiceDescriptor.Singleton<IEventLog>(log));
        builder.Services.AddHttpClient(StreamConsumerExtensions.ApiClient).ConfigurePrimaryHttpMessageHandler(() => api);
        _host = builder.Build();
    }

    public static ConsumerOptions Quick { get; } = new()
    {
        FirstRetry = TimeSpan.FromMilliseconds(10),
        LastRetry = TimeSpan.FromMilliseconds(40),
        PostTimeout = TimeSpan.FromSeconds(2),
        MaxWait = TimeSpan.FromMilliseconds(20),
        LagInterval = TimeSpan.FromMilliseconds(20),
        ReplayJoinTimeout = TimeSpan.FromSeconds(1),
    };

    public LogLines Log { get; } = new();

    public IServiceProvider Services => _host.Services;

    public Task StartAsync() => _host.StartAsync();

    public Task StopAsync() => _host.StopAsync();

    public async Task UntilAsync(Func<bool> condition)
    {
        var start = Stopwatch.GetTimestamp();
        while (!condition())
        {
            Assert.True(Stopwatch.GetElapsedTime(start) < s_deadline, $"It did not happen. The consumer said:\n{string.Join('\n', Log.Lines)}");
            await Task.Delay(5);
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _host.StopAsync();
        _host.Dispose();
    }
}

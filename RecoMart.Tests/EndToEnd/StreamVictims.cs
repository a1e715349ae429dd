namespace RecoMart.Tests.EndToEnd;

/// <summary>API and consumer, which are killed in turn at random moments and started again at once.</summary>
internal sealed class StreamVictims(StreamProcesses processes) : IAsyncDisposable
{
    private static readonly TimeSpan s_longestLife = TimeSpan.FromSeconds(2.5);

    private readonly Random _random = new(20260127);
    private int _kills;
    private ServiceProcess? _api;
    private ServiceProcess? _consumer;

    public string LastLines => string.Join('\n', [.. _api?.Lines.TakeLast(10) ?? [], .. _consumer?.Lines.TakeLast(10) ?? []]);

    public async Task StartAsync()
    {
        _api = processes.StartApi();
        _consumer = processes.StartConsumer();
        await ApiAnswersAsync();
    }

    public async Task KillOneAsync()
    {
        // A random moment is the point here, not a condition.
        await Task.Delay(_random.NextDouble() * s_longestLife);
        if (_kills++ % 2 == 0)
        {
            _consumer!.Kill();
            _consumer.Dispose();
            _consumer = processes.StartConsumer();
            return;
        }
        _api!.Kill();
        _api.Dispose();
        _api = processes.StartApi();
        // Or it would be dead most of the time, and nothing would be accepted.
        await ApiAnswersAsync();
    }

    public async Task StopAsync()
    {
        Assert.Equal(0, await _consumer!.StopAsync());
        Assert.Equal(0, await _api!.StopAsync());
    }

    public ValueTask DisposeAsync()
    {
        _api?.Dispose();
        _consumer?.Dispose();
        return ValueTask.CompletedTask;
    }

    private Task ApiAnswersAsync() => StreamProcesses.UntilAsync(
        async () =>
        {
            try
            {
                using var response = await processes.Client.GetAsync(new Uri("/health", UriKind.Relative));
                return response.IsSuccessStatusCode;
            }
            catch (HttpRequestException)
            {
                return false;
            }
        },
        () => LastLines);
}

using Microsoft.Data.Sqlite;
using Microsoft.Extensions.Logging;

namespace RecoMart.Messaging.Sqlite;

/// <summary>
/// Has a group, or stands by until whoever has it leaves or dies: says so again and again, on its own account, so that a reader may take
/// its time.
/// </summary>
internal sealed class SqliteLease : IAsyncDisposable
{
    private readonly SqliteGroups _groups;
    private readonly string _group;
    private readonly TimeSpan _period;
    private readonly TimeProvider _time;
    private readonly ILogger _logger;
    private readonly CancellationTokenSource _stop = new();
    private readonly Lock _lock = new();
    private readonly Task _keeping;
    private volatile int _term;
    private int _terms;

    public SqliteLease(SqliteGroups groups, string group, TimeSpan leaseTime, TimeProvider time, ILogger logger)
    {
        (_groups, _group, _time, _logger) = (groups, group, time, logger);
        _period = leaseTime / 4;
        _keeping = Task.Run(KeepAsync);
    }

    /// <summary>Who this is; never used twice.</summary>
    public string Owner { get; } = $"{Environment.MachineName}/{Environment.ProcessId}/{Guid.NewGuid():N}";

    /// <summary>The number of times the group was taken, while it is held; else 0.</summary>
    public int Term => _term;

    /// <summary>Another one has the group, as a commit has shown.</summary>
    public void Lose() => Set(held: false);

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync().ConfigureAwait(false);
        await _keeping.ConfigureAwait(false);
        _stop.Dispose();
        try
        {
            _groups.Release(_group, Owner);
        }
        catch (SqliteException)
        {
            // It expires by itself.
        }
    }

    private async Task KeepAsync()
    {
        while (!_stop.IsCancellationRequested)
        {
            try
            {
                Set(_groups.Acquire(_group, Owner));
            }
            catch (Exception exception) when (exception is SqliteException or IOException or UnauthorizedAccessException)
            {
                // Still held, as far as anybody knows; if another one takes it meanwhile, the next try or commit finds that out.
                _logger.LeaseUnknown(_group, exception.Message);
            }
            await Task.Delay(_period, _time, _stop.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    private void Set(bool held)
    {
        lock (_lock)
        {
            if (held == Term > 0)
                return;
            _term = held ? ++_terms : 0;
        }
        if (held)
            _logger.LeaseTaken(_group);
        else
            _logger.LeaseLost(_group);
    }
}

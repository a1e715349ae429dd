using System.Diagnostics;
using RecoMart.Storage.Contract;
using RecoMart.Storage.Staging;

namespace RecoMart.Benchmarks.Streaming;

/// <summary>Follows the staging file of transactions from outside.</summary>
internal sealed class StagingWatch(string folder) : IDisposable
{
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(60);

    private static readonly TimeSpan s_interval = TimeSpan.FromMilliseconds(5);

    private readonly byte[] _buffer = new byte[1 << 20];
    private readonly FileStream _file = new(
        new StagingNames(folder, SourceContract.Transactions).Active, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete, bufferSize: 0);

    // The header is not an event.
    private long _events = -1;

    /// <summary>Waits until so many events are committed.</summary>
    /// <returns>How many came a second, from the last look on that found none.</returns>
    /// <exception cref="TimeoutException">None came for a minute, and they are not all there.</exception>
    public async Task<double> UntilStagedAsync(long count)
    {
        var begin = Stopwatch.GetTimestamp();
        var last = (Count: 0L, At: begin);
        while (last.Count < count)
        {
            await Task.Delay(s_interval);
            var (events, now) = (CountCommitted(), Stopwatch.GetTimestamp());
            if (events == 0)
                begin = now;
            if (events > last.Count)
                last = (events, now);
            else if (Stopwatch.GetElapsedTime(last.At) > s_patience)
                throw new TimeoutException($"{events} of {count} events are staged, and no more come.");
        }
        return last.Count / Stopwatch.GetElapsedTime(begin, last.At).TotalSeconds;
    }

    /// <summary>How many events are committed.</summary>
    public long CountCommitted()
    {
        var committed = StagingJournal.CommittedLength(folder, SourceContract.Transactions) ?? 0;
        while (_file.Position < committed)
        {
            var read = _file.Read(_buffer.AsSpan(0, (int)Math.Min(_buffer.Length, committed - _file.Position)));
            _events += _buffer.AsSpan(0, read).Count((byte)'\n');
        }
        return Math.Max(0, _events);
    }

    /// <summary>The length of the file, committed or not.</summary>
    public long Length => _file.Length;

    /// <summary>Waits until the file is longer than it was; looks every millisecond, and so is up to a millisecond late.</summary>
    /// <exception cref="TimeoutException">It does not become longer for a minute.</exception>
    public void UntilLongerThan(long length)
    {
        var start = Stopwatch.GetTimestamp();
        while (Length <= length)
        {
            if (Stopwatch.GetElapsedTime(start) > s_patience)
                throw new TimeoutException("An event that was accepted is not staged.");
            Thread.Sleep(1);
        }
    }

    public void Dispose() => _file.Dispose();
}

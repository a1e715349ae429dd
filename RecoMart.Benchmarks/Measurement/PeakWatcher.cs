using System.Globalization;

namespace RecoMart.Benchmarks.Measurement;

/// <summary>Follows a running process' high-water mark of resident memory; it can miss only what grows in the last 10 ms.</summary>
internal sealed class PeakWatcher : IDisposable
{
    private readonly ManualResetEventSlim _stop = new();
    private readonly Thread _thread;
    private long _peak;

    public PeakWatcher(int pid)
    {
        // A thread of its own, because a busy pool would look too late at a short process.
        _thread = new Thread(() =>
        {
            do
                Volatile.Write(ref _peak, Math.Max(_peak, PeakOf($"{pid}")));
            while (!_stop.Wait(10));
        });
        _thread.Start();
    }

    public long PeakBytes => Volatile.Read(ref _peak);

    /// <summary>The high-water mark of a process, or 0 when it has ended: its memory is gone then, and with it the line.</summary>
    public static long PeakOf(string pid)
    {
        try
        {
            const string name = "VmHWM:";
            var line = File.ReadLines($"/proc/{pid}/status").FirstOrDefault(line => line.StartsWith(name, StringComparison.Ordinal));
            return line is null ? 0 : long.Parse(line.AsSpan(name.Length).TrimEnd("kB").Trim(), CultureInfo.InvariantCulture) * 1024;
        }
        catch (IOException)
        {
            return 0;
        }
    }

    public void Dispose()
    {
        _stop.Set();
        _thread.Join();
        _stop.Dispose();
    }
}

using System.Collections.Concurrent;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace RecoMart.Storage.Lake;

/// <summary>
/// A thread of its own for the work of one file. On the shared thread pool every batch would be written by another thread, and the
/// Parquet library's allocator keeps memory for each thread that ever asked it for some.
/// </summary>
internal sealed partial class WorkerThread : IDisposable
{
    private readonly BlockingCollection<Action?> _work = [];
    private readonly Thread _thread;

    /// <summary>Starts the thread.</summary>
    /// <param name="name">Its name, as debuggers show it.</param>
    public WorkerThread(string name)
    {
        _thread = new Thread(Run) { Name = name, IsBackground = true };
        _thread.Start();
    }

    /// <summary>Does some work on the thread, after what it was given before.</summary>
    /// <param name="work">The work.</param>
    /// <returns>A task that ends as the work does.</returns>
    public Task RunAsync(Action work)
    {
        var done = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        _work.Add(() =>
        {
            try
            {
                work();
                done.SetResult();
            }
            catch (Exception exception)
            {
                done.SetException(exception);
            }
        });
        return done.Task;
    }

    /// <summary>Waits for the work in hand, and ends the thread.</summary>
    public void Dispose()
    {
        // Not CompleteAdding: it wakes a thread that waits by exceptions.
        _work.Add(null);
        _thread.Join();
        _work.Dispose();
    }

    private void Run()
    {
        GiveWay();
        while (RunNext())
        {
        }
    }

    // A method of its own, so that nothing of the work is held while the thread waits for more.
    [MethodImpl(MethodImplOptions.NoInlining)]
    private bool RunNext()
    {
        if (_work.Take() is not { } work)
            return false;
        work();
        return true;
    }

    // Reading feeds the writers of both files. With two processors for three threads an even share would let the writers wait for the
    // reader at every batch, and a processor with them.
    private static void GiveWay()
    {
        const int process = 0;
        const int nice = 5;
        if (OperatingSystem.IsLinux())
            _ = SetPriority(process, GetThreadId(), nice);
    }

    [LibraryImport("libc", EntryPoint = "setpriority")]
    private static partial int SetPriority(int which, int who, int value);

    [LibraryImport("libc", EntryPoint = "gettid")]
    private static partial int GetThreadId();
}

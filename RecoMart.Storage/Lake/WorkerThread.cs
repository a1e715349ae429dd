using System.Collections.Concurrent;

namespace RecoMart.Storage.Lake;

/// <summary>
/// A thread of its own for the work of one file. On the shared thread pool every batch would be written by another thread, and the
/// Parquet library's allocator keeps memory for each thread that ever asked it for some.
/// </summary>
internal sealed class WorkerThread : IDisposable
{
    private readonly BlockingCollection<Action> _work = [];
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
        _work.CompleteAdding();
        _thread.Join();
        _work.Dispose();
    }

    private void Run()
    {
        foreach (var work in _work.GetConsumingEnumerable())
            work();
    }
}

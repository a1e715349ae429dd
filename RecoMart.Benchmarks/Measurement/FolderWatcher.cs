namespace RecoMart.Benchmarks.Measurement;

/// <summary>Follows how much the files in a folder take, and those in its subfolders of one name; it looks twenty times a second.</summary>
internal sealed class FolderWatcher : IDisposable
{
    private static readonly TimeSpan s_interval = TimeSpan.FromMilliseconds(50);

    private readonly ManualResetEventSlim _stop = new();
    private readonly Thread _thread;

    /// <param name="folder">The folder; it needn't be there yet.</param>
    /// <param name="subfolder">The name of the subfolders.</param>
    public FolderWatcher(string folder, string subfolder)
    {
        _thread = new Thread(() =>
        {
            do
                Look(folder, subfolder);
            while (!_stop.Wait(s_interval));
        });
        _thread.Start();
    }

    /// <summary>The most that all files took at one look.</summary>
    public long PeakBytes { get; private set; }

    /// <summary>The most that those in subfolders of the name took.</summary>
    public long PeakBytesInSubfolders { get; private set; }

    public void Dispose()
    {
        _stop.Set();
        _thread.Join();
        _stop.Dispose();
    }

    private void Look(string folder, string subfolder)
    {
        try
        {
            long all = 0, some = 0;
            foreach (var file in new DirectoryInfo(folder).EnumerateFiles("*", SearchOption.AllDirectories))
            {
                all += file.Length;
                if (file.Directory!.Name == subfolder)
                    some += file.Length;
            }
            PeakBytes = Math.Max(PeakBytes, all);
            PeakBytesInSubfolders = Math.Max(PeakBytesInSubfolders, some);
        }
        catch (IOException)
        {
            // The folder is not there yet, or a file went while it was looked at: there is a next time.
        }
    }
}

using System.Threading.Channels;
using Microsoft.Extensions.Logging;

namespace RecoMart.Storage.Staging;

/// <summary>
/// The only writer of a staging file. Requests queue; a thread of its own takes all that wait, writes and flushes them together, and
/// then answers them, so that a thousand requests cost one flush. An event that is sent again is acknowledged and not written again.
/// </summary>
/// <remarks>
/// What it asks of its callers: the events of a partition come in the order of their offsets, and none before the request with the one
/// before it was answered. An event below the highest one staged counts as a duplicate.
/// </remarks>
/// <typeparam name="TRecord">The record's type.</typeparam>
public sealed class StagingWriter<TRecord> : IAsyncDisposable
{
    // About as much as a disk takes in the time of a flush.
    private const int MaxEventsPerCommit = 50_000;

    private readonly StagingFormat<TRecord> _format;
    private readonly StagingOptions _options;
    private readonly IStagingDisk _disk;
    private readonly ILogger _logger;
    private readonly StagingStore _store;
    private readonly Channel<StagingRequest> _queue;
    private readonly Thread _thread;
    private readonly TaskCompletionSource _ended = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private IDisposable? _lock;

    /// <summary>Starts the writer, which at once brings the file into order. Where it can't, it says so and tries again with each request.</summary>
    /// <param name="format">The format, which says which file.</param>
    /// <param name="options">Where and how.</param>
    /// <param name="logger">Is told what was found in the file at the start, and what can't be written.</param>
    public StagingWriter(StagingFormat<TRecord> format, StagingOptions options, ILogger<StagingWriter<TRecord>> logger)
        : this(format, options, new StagingDisk(), logger)
    {
    }

    internal StagingWriter(StagingFormat<TRecord> format, StagingOptions options, IStagingDisk disk, ILogger logger)
    {
        _format = format;
        _options = options;
        _disk = disk;
        _logger = logger;
        _store = new StagingStore(format.Contract, options, disk, logger);
        _queue = Channel.CreateBounded<StagingRequest>(new BoundedChannelOptions(options.QueueCapacity) { SingleReader = true });
        _thread = new Thread(Run) { Name = $"{format.Contract.Name} staging", IsBackground = true };
        _thread.Start();
    }

    /// <summary>Stages events, all of them or none.</summary>
    /// <param name="events">The events, those of a partition in order.</param>
    /// <param name="cancellationToken">Stops waiting; the events may be staged all the same.</param>
    /// <returns>What became of each, once it is on disk.</returns>
    /// <exception cref="ArgumentException">A record that does not keep the contract.</exception>
    /// <exception cref="StagingException">The disk can't take them, or the writer has ended.</exception>
    public async Task<IReadOnlyList<StagingOutcome>> StageAsync(
        IReadOnlyList<StagedEvent<TRecord>> events, CancellationToken cancellationToken = default)
    {
        var request = new StagingRequest(StagingBatch.Of(events, _format));
        try
        {
            await _queue.Writer.WriteAsync(request, cancellationToken);
        }
        catch (ChannelClosedException exception)
        {
            throw new StagingException("the service is stopping", exception);
        }
        return await request.Answer.Task.WaitAsync(cancellationToken);
    }

    /// <summary>Takes no more, writes what waits, and gives the file up.</summary>
    /// <returns>A task that ends when the file is another's to write.</returns>
    public async ValueTask DisposeAsync()
    {
        _queue.Writer.TryComplete();
        await _ended.Task;
    }

    private void Run()
    {
        try
        {
            Commit([]);
            var requests = new List<StagingRequest>();
            while (_queue.Reader.WaitToReadAsync().AsTask().GetAwaiter().GetResult())
            {
                requests.Clear();
                for (var events = 0; events < MaxEventsPerCommit && _queue.Reader.TryRead(out var request); events += request.Batch.Count)
                    requests.Add(request);
                Commit(requests);
            }
        }
        finally
        {
            _lock?.Dispose();
            _ended.SetResult();
        }
    }

    private void Commit(List<StagingRequest> requests)
    {
        var failure = TryCommit(requests);
        if (failure is not null)
            _logger.StagingFailed(_format.Contract.Name, failure.Message);
        foreach (var request in requests)
        {
            request.Batch.ReleaseLines();
            if (failure is null)
                request.Answer.SetResult(request.Batch.Outcomes);
            else
                request.Answer.SetException(failure);
        }
    }

    private StagingException? TryCommit(List<StagingRequest> requests)
    {
        try
        {
            _lock ??= _disk.Lock(new StagingNames(_options.Folder, _format.Contract).Lock);
            _store.Commit([.. requests.Select(request => request.Batch)]);
            return null;
        }
        catch (Exception exception)
        {
            // Whatever it was, the thread lives on: with it would go every event to come.
            return exception as StagingException ?? new StagingException(exception.Message, exception);
        }
    }
}

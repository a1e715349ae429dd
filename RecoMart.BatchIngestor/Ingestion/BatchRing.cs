using RecoMart.Storage.Columns;
using RecoMart.Storage.Contract;

namespace RecoMart.BatchIngestor.Ingestion;

/// <summary>Batches that take turns: one is being read into while those before it may still be being written.</summary>
internal sealed class BatchRing
{
    // With three, neither reading nor one of the two writers waits for the slowest of them at every batch.
    private const int Size = 3;

    private readonly RowBatch[] _batches;
    private readonly RowCleaner[] _cleaners;
    private readonly Task[] _writes = [.. Enumerable.Repeat(Task.CompletedTask, Size)];
    private int _current;

    public BatchRing(SourceContract contract)
    {
        _batches = [.. Enumerable.Range(0, Size).Select(_ => new RowBatch(contract))];
        _cleaners = [.. Enumerable.Range(0, Size).Select(_ => new RowCleaner(contract))];
    }

    /// <summary>The batch whose turn it is.</summary>
    public RowBatch Batch => _batches[_current];

    /// <summary>The cleaner of that batch.</summary>
    public RowCleaner Cleaner => _cleaners[_current];

    /// <summary>Gives the turn to the next batch, as soon as it has been written.</summary>
    /// <param name="write">The writing of the batch whose turn it was.</param>
    public Task HandOnAsync(Task write)
    {
        _writes[_current] = write;
        _current = (_current + 1) % Size;
        return _writes[_current];
    }

    /// <summary>Waits until all batches have been written.</summary>
    public Task DrainAsync() => Task.WhenAll(_writes);

    /// <summary>Lets go of the batches: what comes next is called from within the methods that hold the ring.</summary>
    public void Release()
    {
        Array.Clear(_batches);
        Array.Clear(_cleaners);
    }
}

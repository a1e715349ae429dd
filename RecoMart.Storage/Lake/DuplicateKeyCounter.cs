using System.Runtime.InteropServices;
using RecoMart.Storage.Columns;

namespace RecoMart.Storage.Lake;

/// <summary>
/// Counts keys that came before, exactly and in bounded memory: a million are held; when there are more, all go to a file, which is
/// read once for each million, looking at one share of the keys at a time. A share is sorted unless it is in order already, as ids
/// mostly are in an export.
/// </summary>
internal sealed class DuplicateKeyCounter(string spillPath) : IDisposable
{
    private const int MaxHeld = 1 << 20;

    private readonly List<long> _held = [];
    private FileStream? _spill;
    private long _spilled;
    private long _heldDuplicates;

    /// <summary>Adds the keys of a judged batch; unreadable rows have none.</summary>
    /// <param name="cleaned">The batch.</param>
    public void Add(RowCleaner cleaned)
    {
        var keys = ((Int64Column)cleaned.Batch.Columns.Single(column => column.Field.IsKey)).Values;
        if (cleaned.Unreadable == 0)
        {
            _held.AddRange(keys);
        }
        else
        {
            var verdicts = cleaned.Verdicts;
            for (var row = 0; row < keys.Length; row++)
            {
                if (verdicts[row] != RowVerdict.Unreadable)
                    _held.Add(keys[row]);
            }
        }
        if (_held.Count > MaxHeld)
            Spill();
    }

    /// <summary>Counts the keys that an earlier row had already.</summary>
    /// <returns>The count.</returns>
    public long Count()
    {
        if (_spill is null)
            return _heldDuplicates += RemoveDuplicates(_held);
        Spill();
        var shares = (ulong)((_spilled / MaxHeld) + 1);
        var block = new long[8192];
        var duplicates = _heldDuplicates;
        for (ulong share = 0; share < shares; share++)
        {
            _held.Clear();
            _spill.Position = 0;
            for (int bytes; (bytes = _spill.ReadAtLeast(MemoryMarshal.AsBytes(block.AsSpan()), block.Length * sizeof(long), throwOnEndOfStream: false)) > 0;)
            {
                foreach (var key in block.AsSpan(0, bytes / sizeof(long)))
                {
                    if (ShareOf(key, shares) == share)
                        _held.Add(key);
                }
                // One key in most of the rows is in one share, however many shares there are.
                if (_held.Count > 2 * MaxHeld)
                    duplicates += RemoveDuplicates(_held);
            }
            duplicates += RemoveDuplicates(_held);
        }
        _held.Clear();
        return duplicates;
    }

    /// <inheritdoc/>
    public void Dispose() => _spill?.Dispose();

    // Fibonacci hashing: neighbouring ids fall into different shares.
    private static ulong ShareOf(long key, ulong shares) => (unchecked((ulong)key * 0x9E3779B97F4A7C15) >> 32) % shares;

    private static int RemoveDuplicates(List<long> keys)
    {
        var sorted = CollectionsMarshal.AsSpan(keys);
        if (!IsInOrder(sorted))
            sorted.Sort();
        var distinct = 0;
        foreach (var key in sorted)
        {
            if (distinct == 0 || key != sorted[distinct - 1])
                sorted[distinct++] = key;
        }
        var duplicates = keys.Count - distinct;
        CollectionsMarshal.SetCount(keys, distinct);
        return duplicates;
    }

    private static bool IsInOrder(ReadOnlySpan<long> keys)
    {
        for (var i = 1; i < keys.Length; i++)
        {
            if (keys[i] < keys[i - 1])
                return false;
        }
        return true;
    }

    private void Spill()
    {
        _spill ??= new FileStream(spillPath, FileMode.CreateNew, FileAccess.ReadWrite, FileShare.None, bufferSize: 0, FileOptions.DeleteOnClose);
        _spill.Position = _spill.Length;
        _spill.Write(MemoryMarshal.AsBytes(CollectionsMarshal.AsSpan(_held)));
        _spilled += _held.Count;
        _held.Clear();
    }
}

using System.Buffers;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Microsoft.Extensions.Logging;
using RecoMart.Storage.Contract;

namespace RecoMart.Storage.Staging;

/// <summary>
/// One staging file on disk. A commit appends the rows and flushes them, then replaces the journal; only the journal makes them count.
/// Whatever goes wrong in between, the disk is asked again what it holds, by the same steps as at the start.
/// <code>
/// commit   append rows to A · flush | journal.tmp · flush · rename · flush folder
/// roll     A → part N · flush folder | new A.tmp with the header · flush · rename to A · flush folder | journal (length of the header, N + 1)
/// </code>
/// The journal names N before the roll begins, and a file with rows is never shorter than its journal says. So a part N beside no A, or
/// beside an A that is only a header, means that the roll was under way and is to be finished; any other A is still the one the journal
/// speaks of.
/// </summary>
internal sealed class StagingStore(SourceContract contract, StagingOptions options, IStagingDisk disk, ILogger logger)
{
    private const int TailBlock = 64 << 10;

    private readonly StagingNames _names = new(options.Folder, contract);
    private readonly ArrayBufferWriter<byte> _rows = new();
    private StagingJournal? _journal;
    private int _partNotRolled;

    /// <summary>Takes what is on the disk as the truth: cuts off what is not committed, finishes what was begun.</summary>
    public void Open() => _journal = Recover();

    /// <summary>Writes what is new in the batches, all of it or nothing.</summary>
    /// <exception cref="IOException">The disk could not take it.</exception>
    public void Commit(IReadOnlyList<StagingBatch> batches)
    {
        // Somebody may have deleted the file or written to it meanwhile.
        if (_journal is null || disk.Length(_names.Active) != _journal.Length)
            Open();
        var journal = _journal!;
        var offsets = Select(batches, journal.NextOffsets);
        if (_rows.WrittenCount == 0)
            return;
        // Until the journal is written nobody knows for certain what the disk holds.
        _journal = null;
        try
        {
            if (journal.Length > _names.Header.Length && journal.Length + _rows.WrittenCount > options.MaxBytes)
                journal = Roll(journal);
            disk.Append(_names.Active, journal.Length, _rows.WrittenSpan);
            _journal = WriteJournal(journal with { Length = journal.Length + _rows.WrittenCount, NextOffsets = offsets });
        }
        catch
        {
            TryRollBack();
            throw;
        }
    }

    private Dictionary<LogPartition, long> Select(IReadOnlyList<StagingBatch> batches, IReadOnlyDictionary<LogPartition, long> staged)
    {
        _rows.ResetWrittenCount();
        var next = new Dictionary<LogPartition, long>(staged);
        foreach (var batch in batches)
        {
            // Most events follow one of the same partition, which is looked up once for all of them.
            LogPartition? last = null;
            ref var end = ref Unsafe.NullRef<long>();
            for (var i = 0; i < batch.Count; i++)
            {
                var (partition, offset) = batch.Place(i);
                var known = false;
                if (partition is { } place)
                {
                    if (place != last)
                        end = ref CollectionsMarshal.GetValueRefOrAddDefault(next, place, out _);
                    last = place;
                    // Above the next offset there may be a gap: topics are trimmed, and some events are refused before they come here.
                    known = offset < end;
                    end = Math.Max(end, offset + 1);
                }
                batch.Outcomes[i] = known ? StagingOutcome.Duplicate : StagingOutcome.Staged;
                if (!known)
                    _rows.Write(batch.Line(i));
            }
        }
        return next;
    }

    // Not to leave half a row in the file for as long as no event comes. If this fails too, the next commit begins with it.
    private void TryRollBack()
    {
        try
        {
            Open();
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException or InvalidDataException)
        {
            logger.NotRolledBack(_names.Active, exception.Message);
        }
    }

    private StagingJournal Roll(StagingJournal journal)
    {
        var part = _names.Sealed(journal.Part);
        if (disk.Length(part) is not null)
        {
            if (_partNotRolled != journal.Part)
                logger.PartInTheWay(_names.Active, part);
            _partNotRolled = journal.Part;
            return journal;
        }
        disk.Move(_names.Active, part);
        // Before a new file takes the name: after a power failure the old one must not be without any.
        disk.FlushFolder(_names.Folder);
        return Begin(journal.Part + 1, journal.NextOffsets);
    }

    private StagingJournal Begin(int part, IReadOnlyDictionary<LogPartition, long> offsets)
    {
        Replace(_names.Active, _names.Header);
        while (disk.Length(_names.Sealed(part)) is not null)
            part++;
        return WriteJournal(new StagingJournal(_names.Header.Length, part, offsets));
    }

    private StagingJournal WriteJournal(StagingJournal journal)
    {
        Replace(_names.Journal, journal.ToJson());
        return journal;
    }

    private void Replace(string path, ReadOnlySpan<byte> content)
    {
        var temporary = path + ".tmp";
        disk.Create(temporary, content);
        disk.Move(temporary, path);
        disk.FlushFolder(_names.Folder);
    }

    private StagingJournal Recover()
    {
        var length = disk.Length(_names.Active);
        if (disk.ReadAll(_names.Journal) is not { } json)
            return Adopt(length);
        var journal = StagingJournal.Parse(_names.Journal, json);
        if (length is null or 0 || (length == _names.Header.Length && length < journal.Length))
        {
            var rolled = disk.Length(_names.Sealed(journal.Part)) is not null;
            if (!rolled && journal.Length > _names.Header.Length)
                logger.FileTakenAway(_names.Active);
            return Begin(rolled ? journal.Part + 1 : journal.Part, journal.NextOffsets);
        }
        if (length < journal.Length)
        {
            var kept = KeepWholeLines(length.Value);
            logger.FileShorterThanJournal(_names.Active, journal.Length - length.Value, kept);
            return WriteJournal(journal with { Length = kept });
        }
        if (length > journal.Length)
        {
            logger.UncommittedCutOff(_names.Active, length.Value - journal.Length);
            disk.Truncate(_names.Active, journal.Length);
        }
        return journal;
    }

    // No journal: the first start, or a file that another program has begun.
    private StagingJournal Adopt(long? length)
    {
        var part = 1 + disk.List(_names.Folder).Select(_names.PartOf).Max().GetValueOrDefault();
        if (length is null or 0)
            return Begin(part, new Dictionary<LogPartition, long>());
        if (!disk.Read(_names.Active, 0, _names.Header.Length).AsSpan().SequenceEqual(_names.Header))
        {
            logger.OtherHeader(_names.Active, _names.Sealed(part));
            disk.Move(_names.Active, _names.Sealed(part));
            disk.FlushFolder(_names.Folder);
            return Begin(part + 1, new Dictionary<LogPartition, long>());
        }
        var kept = KeepWholeLines(length.Value);
        if (kept > _names.Header.Length)
            logger.NoJournal(_names.Active, kept);
        return WriteJournal(new StagingJournal(kept, part, new Dictionary<LogPartition, long>()));
    }

    private long KeepWholeLines(long length)
    {
        long kept = 0;
        for (var end = length; end > 0 && kept == 0;)
        {
            var start = Math.Max(0, end - TailBlock);
            kept = start + disk.Read(_names.Active, start, (int)(end - start)).AsSpan().LastIndexOf((byte)'\n') + 1;
            if (kept == start)
                kept = 0;
            end = start;
        }
        if (kept < length)
        {
            var cut = disk.Read(_names.Active, kept, (int)Math.Min(length - kept, 200));
            logger.LastLineCutOff(_names.Active, length - kept, LegacyText.Excerpt(cut, 200));
            disk.Truncate(_names.Active, kept);
        }
        return kept;
    }
}

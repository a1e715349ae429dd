using System.Security.Cryptography;
using RecoMart.Storage;
using RecoMart.Storage.Lake;
using RecoMart.Storage.Staging;

namespace RecoMart.BatchIngestor.Ingestion;

/// <summary>A file that was found for a source.</summary>
/// <param name="path">Its full path.</param>
internal sealed class SourceFile(string path)
{
    /// <summary>Its full path. The active staging file gets another one when it is sealed.</summary>
    public string Path { get; set; } = path;

    /// <summary>For the active staging file: what of it may be read, and where it is.</summary>
    public StagingSnapshot? Staging { get; init; }

    /// <summary>Its name without the folder.</summary>
    public string Name => System.IO.Path.GetFileName(Path);

    /// <summary>For staged events the number under which the file is sealed, or is going to be.</summary>
    public int? Part { get; init; }

    /// <summary>Whether its writer only ever adds to it: staged events that a journal speaks of, or that are sealed.</summary>
    public bool IsAppendOnly => Part is not null && Staging is not { CommittedLength: null };

    /// <summary>What it is to this run.</summary>
    public FileChange Change { get; private set; }

    /// <summary>What the ledger says of it; null for a new file.</summary>
    public LedgerFile? Known { get; private set; }

    /// <summary>When a file that is kept was last written to, as far as that tells later versions.</summary>
    public DateTime? Modified { get; private set; }

    /// <summary>How to read it.</summary>
    public SourceReading Reading { get; private set; } = SourceReading.Whole;

    /// <summary>What was read of it, once it was.</summary>
    public SourceExtent? Extent { get; set; }

    /// <summary>What was found out about it, once something was.</summary>
    public SourceFileReport? Report { get; set; }

    /// <summary>Whether it is still to be read.</summary>
    public bool IsCandidate =>
        Change is not (FileChange.Unchanged or FileChange.Renamed) && Report is null or { Outcome: SourceFileOutcome.Read or SourceFileOutcome.Empty };

    /// <summary>Takes it for a new file, all of which is to be read.</summary>
    /// <param name="known">What the ledger says of it, where that is that it has no rows.</param>
    public void TakeAsNew(LedgerFile? known = null)
    {
        (Change, Known, Report) = (FileChange.New, known, null);
        Reading = new SourceReading { Hash = !IsAppendOnly };
    }

    /// <summary>Takes it for a file that was read and has lines after that.</summary>
    /// <param name="known">What the ledger says of it.</param>
    /// <param name="start">Where to go on.</param>
    /// <param name="hashBefore">The hash of what is before that; null for staged events.</param>
    public void Continue(LedgerFile known, SourcePosition start, IncrementalHash? hashBefore)
    {
        (Change, Known) = (FileChange.Continued, known);
        Reading = new SourceReading { Start = start, HashBefore = hashBefore };
    }

    /// <summary>Takes it for another version of a file that was read.</summary>
    /// <param name="known">What the ledger says of it.</param>
    public void Replace(LedgerFile known)
    {
        (Change, Known) = (FileChange.Replaced, known);
        Reading = new SourceReading { Hash = true };
    }

    /// <summary>Takes it for what was read, and leaves it at that.</summary>
    /// <param name="known">What the ledger says of it.</param>
    /// <param name="modified">When it was last written to, as far as that tells later versions.</param>
    public void Keep(LedgerFile known, DateTime? modified)
    {
        Known = known;
        Modified = modified;
        if (known.File == Name || Part is not null)
        {
            Change = FileChange.Unchanged;
            Leave(known.Outcome == SourceFileOutcome.Read ? SourceFileOutcome.Unchanged : known.Outcome, known.Reason);
        }
        else
        {
            Change = FileChange.Renamed;
            Report = new SourceFileReport { File = Name, Outcome = SourceFileOutcome.Renamed, RenamedFrom = known.File, Reason = $"was {known.File}" };
        }
    }

    /// <summary>Passes it over for what it has in it.</summary>
    /// <param name="reason">Why.</param>
    /// <param name="length">Its size, in bytes.</param>
    /// <param name="modified">When it was last written to, as far as that tells later versions.</param>
    public void Skip(string reason, long length, DateTime? modified)
    {
        Leave(SourceFileOutcome.Skipped, reason);
        Extent = new SourceExtent(length, modified, null, "", null);
    }

    /// <summary>Passes it over.</summary>
    /// <param name="outcome">What is done instead of reading it.</param>
    /// <param name="reason">Why.</param>
    public void Leave(SourceFileOutcome outcome, string? reason) => Report = new SourceFileReport { File = Name, Outcome = outcome, Reason = reason };
}

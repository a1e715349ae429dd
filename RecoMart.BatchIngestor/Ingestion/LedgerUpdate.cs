using RecoMart.Storage.Contract;
using RecoMart.Storage.Lake;

namespace RecoMart.BatchIngestor.Ingestion;

/// <summary>Makes a source's ledger of what it said before and what a run has done.</summary>
internal static class LedgerUpdate
{
    /// <summary>Makes the ledger.</summary>
    /// <param name="contract">The source.</param>
    /// <param name="before">The ledger before; null when everything was read anew.</param>
    /// <param name="files">The files of the run, each with its report.</param>
    /// <param name="job">The run.</param>
    /// <param name="now">The time, UTC.</param>
    public static Ledger Make(SourceContract contract, Ledger? before, IReadOnlyList<SourceFile> files, IngestJob job, DateTime now)
    {
        var entries = before?.Files.ToList() ?? [];
        var places = new Dictionary<LedgerFile, int>(ReferenceEqualityComparer.Instance);
        for (var place = 0; place < entries.Count; place++)
            places.Add(entries[place], place);
        foreach (var file in files)
        {
            if (Describe(file, job, now) is not { } entry)
                continue;
            if (file.Known is not null && places.TryGetValue(file.Known, out var place))
                entries[place] = entry;
            else
                entries.Add(entry);
        }
        return new Ledger { Source = contract.Name, Files = entries };
    }

    // Null where what the ledger says of the file, if anything, still holds.
    private static LedgerFile? Describe(SourceFile file, IngestJob job, DateTime now)
    {
        if (file.Change is FileChange.Unchanged or FileChange.Renamed)
            return file.Known! with { File = file.Name, Part = file.Part ?? file.Known.Part, Modified = file.Modified };
        if (file is not { Report: { Outcome: SourceFileOutcome.Read or SourceFileOutcome.Empty or SourceFileOutcome.Skipped } report, Extent: { } extent })
            return null;
        // Its rows are in the lake, whatever it has become.
        if (report.Outcome == SourceFileOutcome.Skipped && file.Known is { Outcome: SourceFileOutcome.Read })
            return null;
        var goesOn = file.Change == FileChange.Continued ? file.Known : null;
        return new LedgerFile
        {
            File = file.Name,
            // Nothing was read of an empty continuation that would make the file another.
            Outcome = goesOn?.Outcome ?? report.Outcome,
            Reason = goesOn is null ? report.Reason : null,
            Part = file.Part,
            Bytes = extent.Bytes,
            Modified = extent.Modified,
            ChecksumMd5 = file.IsAppendOnly ? null : extent.ChecksumMd5,
            EdgesMd5 = report.Outcome == SourceFileOutcome.Skipped ? null : extent.EdgesMd5,
            Lines = extent.Lines,
            Rows = (goesOn?.Rows ?? 0) + report.Rows,
            Rejected = (goesOn?.Rejected ?? 0) + report.Rejected,
            Date = job.Date,
            ReadAt = now,
            Run = job.Run,
        };
    }
}

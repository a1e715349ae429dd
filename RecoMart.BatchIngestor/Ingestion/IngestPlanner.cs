using System.Globalization;
using RecoMart.BatchIngestor.Transformations;
using RecoMart.Storage.Contract;
using RecoMart.Storage.Lake;

namespace RecoMart.BatchIngestor.Ingestion;

/// <summary>
/// Decides what a run does with a source. A snapshot reads all files. An incremental run reads what its ledger does not know, and adds it to the partition of
/// the date; where nothing of what the lake has counts any more, it is a snapshot, too.
/// </summary>
internal sealed class IngestPlanner(DataLakeStorage lake, SourceContract contract, bool isOneFile)
{
    private readonly LakeInputs _inputs = new(lake);

    /// <summary>Decides.</summary>
    /// <param name="job">What is asked for.</param>
    /// <param name="files">The files that are there; each is told what it is to the run.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <exception cref="InvalidDataException">The lake can't take it: its ledger or a partition is not in order, or the date is before what it would come after.</exception>
    /// <exception cref="IOException">The lake can't be read.</exception>
    public IngestPlan Plan(IngestJob job, IReadOnlyList<SourceFile> files, CancellationToken cancellationToken) =>
        job.Mode == LakeMode.Snapshot ? PlanSnapshot(job, files) : PlanIncrement(job, files, cancellationToken);

    private IngestPlan PlanSnapshot(IngestJob job, IReadOnlyList<SourceFile> files)
    {
        if (_inputs.FindNextValidated(contract, job.Date) is not { } next)
            return new IngestPlan { Mode = LakeMode.Snapshot, Notes = [.. LeftOut(files)] };
        return next.Metadata.Mode == LakeMode.Incremental
            ? throw IsInThePast(job, next.Partition.Date)
            : new IngestPlan { Mode = LakeMode.Snapshot, WritesLedger = false };
    }

    // A snapshot has what is there now.
    private IEnumerable<string> LeftOut(IReadOnlyList<SourceFile> files)
    {
        Ledger? ledger;
        try
        {
            ledger = lake.ReadLedger(contract);
        }
        catch (InvalidDataException)
        {
            // It is written anew.
            yield break;
        }
        if (ledger is null)
            yield break;
        var names = files.Select(file => file.Name).ToHashSet();
        var parts = files.Select(file => file.Part).ToHashSet();
        var gone = ledger.Files.Where(file => file.Rows > 0 && !names.Contains(file.File) && (file.Part is null || !parts.Contains(file.Part))).ToList();
        if (gone.Count > 0)
        {
            yield return string.Create(
                CultureInfo.InvariantCulture,
                $"{gone.Sum(file => file.Rows):N0} rows of files that are gone are not in this snapshot: {FileNames.Join([.. gone.Select(file => file.File)])}");
        }
    }

    private IngestPlan PlanIncrement(IngestJob job, IReadOnlyList<SourceFile> files, CancellationToken cancellationToken)
    {
        if (lake.ReadLedger(contract) is not { } ledger)
            return Anew(files);
        var datasets = _inputs.FindIngestedIfAny(LakeLayer.Validated, contract, until: null);
        if (LedgerCheck.FindProblems(contract, ledger, datasets) is [var problem, ..])
        {
            throw new InvalidDataException(
                $"{Ledger.PathOf(contract.Name)} {problem}. Put back what is missing, or ingest {contract.Name} as a snapshot (--mode snapshot) to begin anew.");
        }
        if (datasets is [.., var last] && last.Partition.Date > job.Date)
            throw IsInThePast(job, last.Partition.Date);

        var comparison = new LedgerComparison(contract, ledger);
        comparison.Compare(files, cancellationToken);
        var replaced = files.Where(file => file.Change == FileChange.Replaced).Select(file => file.Known!).ToHashSet();
        var changes = files.Any(file => file.IsCandidate || file.Change == FileChange.Renamed);
        if (changes && (isOneFile || !ledger.Files.Any(file => file.Rows > 0 && !replaced.Contains(file))))
            return Anew(files);
        return new IngestPlan
        {
            Mode = LakeMode.Incremental,
            Before = datasets.Count > 0 && datasets[^1].Partition.Date == job.Date ? _inputs.ReadIngested(contract, job.Date) : null,
            LedgerBefore = ledger,
            Gone = comparison.Gone,
            Notes = [.. replaced.Select(Explain)],
        };
    }

    private static IngestPlan Anew(IReadOnlyList<SourceFile> files)
    {
        foreach (var file in files)
            file.TakeAsNew();
        return new IngestPlan { Mode = LakeMode.Snapshot };
    }

    private static string Explain(LedgerFile known) => string.Create(
        CultureInfo.InvariantCulture,
        $"{known.File} is another version of what was read on {known.ReadAt:yyyy-MM-dd HH:mm:ss}: it is read anew, and the {known.Rows:N0} rows read then count no more");

    private InvalidDataException IsInThePast(IngestJob job, DateOnly newest) => new(string.Create(
        CultureInfo.InvariantCulture,
        $"{job.Date:yyyy-MM-dd} is before {newest:yyyy-MM-dd}, whose rows of {contract.Name} add to those before them, so nothing can be put there: leave out --date"));
}

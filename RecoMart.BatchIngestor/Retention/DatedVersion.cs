using RecoMart.Storage.Lake;

namespace RecoMart.BatchIngestor.Retention;

/// <summary>What was published together for a date: a source in one of the ingested layers, or all tables of a layer that is made.</summary>
/// <param name="Date">The date, UTC.</param>
/// <param name="Folders">Its folders that are there.</param>
/// <param name="Missing">The tables that belong to it and are not there.</param>
internal sealed record DatedVersion(DateOnly Date, IReadOnlyList<DatedFolder> Folders, IReadOnlyList<LakePartition> Missing)
{
    /// <summary>Whether nothing of it is there but folders.</summary>
    public bool IsEmpty => Folders.All(folder => folder.IsEmpty);

    /// <summary>Whether its rows add to those of the dates before.</summary>
    public bool Continues => Folders.Any(folder => folder.Continues);

    /// <summary>The first folder with something in it that is not ours.</summary>
    public DatedFolder? Foreign => Folders.FirstOrDefault(folder => folder.Foreign is not null);

    /// <summary>What is wrong with it, as far as that is known.</summary>
    public LakeProblem? Problem => IsEmpty ? null
        : Missing.Count > 0 ? new LakeProblem(Missing[0].DataPath, "is missing, and the tables of a date belong together")
        : Folders.Select(folder => folder.Problem).FirstOrDefault(problem => problem is not null);

    /// <summary>The same, with the MD5 of all its data compared.</summary>
    public async Task<LakeProblem?> FindProblemAsync(CancellationToken cancellationToken)
    {
        foreach (var folder in Folders)
        {
            // What is known is enough; reading takes time.
            if (Problem is { } known)
                return known;
            await folder.FindProblemAsync(cancellationToken);
        }
        return Problem;
    }
}

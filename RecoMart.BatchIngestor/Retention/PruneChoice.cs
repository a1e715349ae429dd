using RecoMart.Storage.Lake;

namespace RecoMart.BatchIngestor.Retention;

/// <summary>
/// Chooses which old versions of one thing may go. The newest one stays, and so do the last good one with all that are newer, what a version
/// that stays builds on, and what holds somebody else's files:
/// <code>
/// 01-01 snapshot   goes
/// 01-02 snapshot   stays: 01-03 builds on it
/// 01-03 incremental stays: the last good one
/// 01-04 snapshot   stays: damaged, and nothing newer is good
/// 01-05 …          not old
/// </code>
/// </summary>
internal sealed class PruneChoice
{
    private readonly List<(DatedVersion Version, string Why)> _pruned = [];
    private readonly List<(DatedVersion Version, string Why)> _kept = [];
    private readonly List<LakeProblem> _problems = [];

    private PruneChoice()
    {
    }

    /// <summary>What may go, the newest first: in this order what is left can be read at every moment.</summary>
    public IReadOnlyList<(DatedVersion Version, string Why)> Pruned => _pruned;

    /// <summary>The old ones that stay.</summary>
    public IReadOnlyList<(DatedVersion Version, string Why)> Kept => _kept;

    /// <summary>What an operator should look at.</summary>
    public IReadOnlyList<LakeProblem> Problems => _problems;

    /// <summary>Chooses.</summary>
    /// <param name="name">What the versions are of, for messages.</param>
    /// <param name="versions">All versions.</param>
    /// <param name="before">Those from before this date are old.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>The choice.</returns>
    public static async Task<PruneChoice> MakeAsync(string name, IEnumerable<DatedVersion> versions, DateOnly before, CancellationToken cancellationToken)
    {
        var choice = new PruneChoice();
        var newestFirst = versions.OrderByDescending(version => version.Date).ToList();
        // Where nothing is old, no data need be read.
        if (newestFirst.Exists(version => version.Date < before))
            await choice.ChooseAsync(name, newestFirst, before, cancellationToken);
        return choice;
    }

    private async Task ChooseAsync(string name, List<DatedVersion> versions, DateOnly before, CancellationToken cancellationToken)
    {
        foreach (var empty in versions.Where(version => version.IsEmpty && version.Date < before))
            Decide(empty, Foreign(empty), "nothing is in it");
        versions.RemoveAll(version => version.IsEmpty);

        var good = await FindGoodAsync(versions, cancellationToken);
        if (good < 0 && versions.Exists(version => version.Date < before))
            _problems.Add(new LakeProblem(name, "has no version that is good, so none is deleted"));
        var stays = false;
        for (var i = 0; i < versions.Count; i++)
        {
            var version = versions[i];
            var builtOn = stays && versions[i - 1].Continues;
            stays = true;
            if (version.Date >= before)
                continue;
            var why = i == good ? "the last good one"
                : builtOn ? $"{versions[i - 1].Date:yyyy-MM-dd} builds on it"
                : i < good || good < 0 ? "no newer one is good"
                : Foreign(version);
            stays = why is not null;
            Decide(version, why, good < 0 ? "" : $"{versions[good].Date:yyyy-MM-dd} is newer and good");
        }
        // What is newer than the last good one was looked at, and is not good.
        _problems.AddRange(versions.Where((version, i) => i < good || good < 0 || _kept.Exists(kept => kept.Version == version))
            .Select(version => version.Problem).OfType<LakeProblem>().Where(problem => !_problems.Contains(problem)).ToList());
    }

    private void Decide(DatedVersion version, string? whyKept, string whyPruned)
    {
        var damage = version.Problem is { } problem ? $"damaged ({problem.Path} {problem.Problem}); " : "";
        if (whyKept is null)
            _pruned.Add((version, damage + whyPruned));
        else
            _kept.Add((version, damage + whyKept));
    }

    private string? Foreign(DatedVersion version)
    {
        if (version.Foreign is not { } folder)
            return null;
        _problems.Add(new LakeProblem(folder.Partition.Folder, $"{folder.Foreign}; move that away and prune again"));
        return $"{folder.Partition.Folder} {folder.Foreign}";
    }

    // The newest version that is good together with all it builds on; -1 when there is none.
    private static async Task<int> FindGoodAsync(List<DatedVersion> versions, CancellationToken cancellationToken)
    {
        var start = 0;
        for (var i = 0; i < versions.Count; i++)
        {
            if (await versions[i].FindProblemAsync(cancellationToken) is not null)
                start = i + 1;
            else if (!versions[i].Continues)
                return start;
        }
        return start < versions.Count ? start : -1;
    }
}

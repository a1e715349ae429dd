using System.Collections.Concurrent;
using RecoMart.Storage.Lake;

namespace RecoMart.Api.Catalogue.Lake;

/// <summary>What came of each comparison, for as long as the version it was made of is there.</summary>
internal sealed class ChecksumBook
{
    private readonly ConcurrentDictionary<string, (LakeDataset Dataset, ChecksumResult Result)> _results = [];

    public void Write(LakeDataset dataset, ChecksumResult result) => _results[dataset.Path] = (dataset, result);

    public ChecksumResult Find(LakeDataset dataset) =>
        _results.TryGetValue(dataset.Path, out var found) && found.Dataset.IsVersionOf(dataset) ? found.Result : ChecksumResult.Pending;

    /// <summary>The files that are not what their metadata says.</summary>
    public IReadOnlyList<LakeProblem> Wrong() =>
    [
        .. _results.Where(result => result.Value.Result.State == ChecksumState.Wrong)
            .OrderByDescending(result => result.Value.Dataset.Entry.Partition.Date).ThenBy(result => result.Key, StringComparer.Ordinal)
            .Select(result => new LakeProblem(result.Key, result.Value.Result.Problem!)),
    ];

    /// <summary>Forgets what is no longer there.</summary>
    public void Keep(IReadOnlySet<string> folders)
    {
        foreach (var (path, result) in _results)
        {
            if (!folders.Contains(result.Dataset.Entry.Partition.Folder))
                _results.TryRemove(path, out _);
        }
    }
}

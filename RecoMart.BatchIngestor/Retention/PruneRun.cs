using System.Diagnostics;
using System.Globalization;
using Microsoft.Extensions.Logging;
using RecoMart.BatchIngestor.Transformations;
using RecoMart.ServiceDefaults;
using RecoMart.Storage.Contract;
using RecoMart.Storage.Lake;

namespace RecoMart.BatchIngestor.Retention;

/// <summary>Deletes old partitions, never the last good one of a dataset or one that another builds on.</summary>
public sealed class PruneRun(IngestSettings settings, DataLakeStorage lake, TimeProvider time, ILogger<PruneRun> logger)
{
    private static readonly ActivitySource s_activities = new(TelemetryNames.BatchActivitySource);

    /// <summary>Chooses what goes, and deletes it if that is asked for.</summary>
    /// <param name="layers">The layers to look at.</param>
    /// <param name="keepDays">Partitions of so many days before today, or before the date that is set, are not old.</param>
    /// <param name="apply">Whether to delete.</param>
    /// <param name="cancellationToken">Stops between two versions.</param>
    /// <returns>What came of it.</returns>
    /// <exception cref="IOException">The lake can't be read or locked.</exception>
    /// <exception cref="UnauthorizedAccessException">This user may not do that.</exception>
    public async Task<PruneResult> RunAsync(IReadOnlyList<LakeLayer> layers, int keepDays, bool apply, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(layers);
        using var span = s_activities.StartActivity("prune");
        var start = time.GetTimestamp();
        try
        {
            // Only to look, nobody need wait.
            using var writeLock = apply ? await lake.LockAsync(holder => logger.WaitingForLake(lake.BasePath, holder), cancellationToken) : null;
            var today = settings.Date ?? DateOnly.FromDateTime(time.GetUtcNow().UtcDateTime);
            var result = await PruneAsync(layers, today.AddDays(-Math.Min(keepDays, today.DayNumber)), writeLock, cancellationToken);
            span?.SetTag(TelemetryNames.BatchFiles, result.Pruned.Count).SetTag(TelemetryNames.BatchBytes, result.PrunedBytes);
            if (result.Problems.Count > 0)
                span?.SetStatus(ActivityStatusCode.Error, $"{result.Problems[0].Path} {result.Problems[0].Problem}");
            return result with { DurationSeconds = time.GetElapsedTime(start).TotalSeconds };
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            span?.SetStatus(ActivityStatusCode.Error, exception.Message);
            throw;
        }
    }

    private async Task<PruneResult> PruneAsync(IReadOnlyList<LakeLayer> layers, DateOnly before, LakeWriteLock? writeLock, CancellationToken cancellationToken)
    {
        var names = layers.Select(LakePartition.NameOf).ToList();
        logger.Pruning(string.Join(", ", names), lake.BasePath, before.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture), writeLock is null ? "to see what would go" : "to delete it");
        var tally = new Tally([], [], []);
        var partitions = lake.ListPartitions().Where(partition => layers.Contains(partition.Layer)).ToList();
        foreach (var (name, tables) in Groups(layers))
        {
            PruneChoice choice;
            using (s_activities.StartActivity($"prune: Check {name}"))
                choice = await PruneChoice.MakeAsync(name, Versions(tables, partitions), before, cancellationToken);
            tally.Kept.AddRange(choice.Kept.SelectMany(Describe));
            tally.Problems.AddRange(choice.Problems);
            if (writeLock is null || choice.Pruned.Count == 0)
            {
                tally.Pruned.AddRange(choice.Pruned.SelectMany(Describe));
                continue;
            }
            using (s_activities.StartActivity($"prune: Delete {name}"))
                Delete(choice.Pruned, writeLock, tally, cancellationToken);
        }
        var known = Groups(layers).SelectMany(group => group.Tables).Select(table => (table.Layer, table.Source)).ToHashSet();
        tally.Kept.AddRange(partitions.Where(partition => partition.Date < before && !known.Contains((partition.Layer, partition.Source)))
            .Select(partition => new PrunedPartition(partition.Folder, partition.Date, 0, "no table of RecoMart's")));
        foreach (var problem in tally.Problems)
            logger.PruneProblem(problem.Path, problem.Problem);
        return new PruneResult
        {
            Applied = writeLock is not null,
            Layers = names,
            Before = before,
            Pruned = [.. tally.Pruned.OrderBy(partition => partition.Path, StringComparer.Ordinal)],
            Kept = [.. tally.Kept.OrderBy(partition => partition.Path, StringComparer.Ordinal)],
            Problems = tally.Problems,
        };
    }

    // What is published together; the tables' dates are of no meaning.
    private static IEnumerable<(string Name, IReadOnlyList<LakePartition> Tables)> Groups(IReadOnlyList<LakeLayer> layers)
    {
        foreach (var layer in layers.Distinct().Order())
        {
            var name = LakePartition.NameOf(layer);
            if (layer is LakeLayer.Prepared or LakeLayer.Features)
            {
                yield return (name, [.. TableDefinitions.Of(name).Select(table => table.PartitionOf(default))]);
                continue;
            }
            foreach (var source in SourceContract.All)
                yield return ($"{name}/{source.Name}", [new LakePartition(layer, source.Name, default, source.DatasetName)]);
        }
    }

    private IEnumerable<DatedVersion> Versions(IReadOnlyList<LakePartition> tables, List<LakePartition> partitions)
    {
        var found = partitions.Where(partition => tables.Any(table => table.Layer == partition.Layer && table.Source == partition.Source))
            .GroupBy(partition => partition.Date);
        foreach (var date in found)
        {
            var folders = tables.Where(table => date.Any(partition => partition.Source == table.Source))
                .Select(table => new DatedFolder(lake, table with { Date = date.Key })).ToList();
            var there = folders.Where(folder => !folder.IsEmpty).Select(folder => folder.Partition.Source).ToList();
            yield return new DatedVersion(date.Key, folders, [.. tables.Where(table => !there.Contains(table.Source)).Select(table => table with { Date = date.Key })]);
        }
    }

    private void Delete(
        IReadOnlyList<(DatedVersion Version, string Why)> newestFirst, LakeWriteLock writeLock, Tally tally, CancellationToken cancellationToken)
    {
        string? failed = null;
        foreach (var (version, why) in newestFirst)
        {
            cancellationToken.ThrowIfCancellationRequested();
            // What could not be deleted may build on what comes now.
            if (failed is not null)
            {
                tally.Kept.AddRange(Describe((version, failed)));
                continue;
            }
            try
            {
                lake.Remove(writeLock, [.. version.Folders.Select(folder => folder.Partition)]);
            }
            catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
            {
                failed = $"{version.Date:yyyy-MM-dd} could not be deleted";
                tally.Problems.Add(new LakeProblem(version.Folders[0].Partition.Folder, $"can't be deleted: {exception.Message}"));
            }
            var stillThere = Describe((version, failed ?? why)).ToLookup(partition => Directory.Exists(lake.FullPath(partition.Path)));
            tally.Kept.AddRange(stillThere[true]);
            tally.Pruned.AddRange(stillThere[false].Select(partition => partition with { Why = why }));
            foreach (var partition in stillThere[false])
                logger.PartitionDeleted(partition.Path, partition.Bytes, why);
        }
    }

    private static IEnumerable<PrunedPartition> Describe((DatedVersion Version, string Why) decision) => decision.Version.Folders.Select(folder =>
        new PrunedPartition(folder.Partition.Folder, folder.Partition.Date, folder.Bytes, decision.Why));

    private sealed record Tally(List<PrunedPartition> Pruned, List<PrunedPartition> Kept, List<LakeProblem> Problems);
}

using System.Text.Json;
using RecoMart.Storage.Contract;
using RecoMart.Storage.Lake;

namespace RecoMart.Api.Catalogue.Lake;

/// <summary>
/// Reads the lake's catalogue at a bounded cost, whatever the lake's size: once a second at most; of older dates nothing but the names of
/// their folders, and the metadata of those that the rows of a layer are in; and of metadata what has changed since. Data files are not
/// opened.
/// </summary>
internal sealed class LakeCatalogue(DataLakeStorage lake, TimeProvider time)
{
    /// <summary>How many dates of each source's quality are shown.</summary>
    public const int QualityDates = 30;

    private const int CatalogueDates = 10;
    private const int MaxDatasets = 120;

    private static readonly TimeSpan s_fresh = TimeSpan.FromSeconds(1);

    private readonly Lock _lock = new();
    private Dictionary<string, (FileStamp Stamp, LakeMetadata Metadata)> _known = [];
    private LakeSnapshot _last = LakeSnapshot.Empty;
    private long? _read;

    public LakeSnapshot Get()
    {
        lock (_lock)
        {
            if (_read is { } read && time.GetElapsedTime(read) < s_fresh)
                return _last;
            _last = Read();
            _read = time.GetTimestamp();
            return _last;
        }
    }

    /// <summary>The datasets of a partition as they are now.</summary>
    /// <param name="partition">The partition.</param>
    /// <param name="problems">Told of metadata that can't be read.</param>
    public IEnumerable<LakeDataset> Find(LakePartition partition, Action<LakeProblem> problems) => Find(partition, problems, []);

    private LakeSnapshot Read()
    {
        var problems = new List<LakeProblem>();
        var known = new Dictionary<string, (FileStamp, LakeMetadata)>();
        try
        {
            var partitions = lake.ListPartitions()
                .OrderByDescending(partition => partition.Date).ThenBy(OrderOf).ThenBy(partition => partition.Source, StringComparer.Ordinal)
                .ThenBy(partition => partition.Layer)
                .ToList();
            var last = partitions.Select(partition => partition.Date).Distinct().Take(CatalogueDates).LastOrDefault();
            var shown = partitions.TakeWhile(partition => partition.Date >= last).Take(MaxDatasets).ToList();
            var datasets = shown.SelectMany(partition => Find(partition, problems.Add, known)).ToList();
            var quality = partitions.GroupBy(partition => partition.Source).OrderBy(source => OrderOf(source.First()))
                .Select(source => (source.Key, QualityOf(source, known))).ToList();
            var tables = TablesOf(partitions, known, Tell).ToList();
            return new LakeSnapshot
            {
                Datasets = datasets,
                Tables = tables,
                Inputs = InputsOf(tables, known, Tell),
                Older = partitions[shown.Count..],
                Quality = quality,
                Quarantine = NewestQuarantine(datasets),
                Problems = problems,
            };
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            // A folder this user may not read, or one that went while it was read.
            return LakeSnapshot.Empty with { Problems = [new LakeProblem(lake.BasePath, $"can't be read: {exception.Message}")] };
        }
        finally
        {
            _known = known;
        }

        // One that is among the newest datasets, too, is told of already.
        void Tell(LakeProblem problem)
        {
            if (!problems.Contains(problem))
                problems.Add(problem);
        }
    }

    private static List<LakeDataset> NewestQuarantine(IEnumerable<LakeDataset> datasets) =>
        datasets.Where(dataset => dataset.Entry.Partition.Layer == LakeLayer.Quarantine)
            .GroupBy(dataset => dataset.Entry.Partition.Date)
            .FirstOrDefault()?.ToList() ?? [];

    // The report stands in the metadata of each layer: the first one that can be read will do.
    private IReadOnlyList<LakeEntry> QualityOf(IEnumerable<LakePartition> partitions, Dictionary<string, (FileStamp, LakeMetadata)> known) =>
    [
        .. partitions.Where(partition => partition.Layer <= LakeLayer.Quarantine)
            .GroupBy(partition => partition.Date)
            .Take(QualityDates)
            .Select(date => date.OrderByDescending(partition => partition.Layer == LakeLayer.Validated)
                .SelectMany(partition => Find(partition, _ => { }, known)).FirstOrDefault(dataset => dataset.Entry.Metadata.Quality is not null)?.Entry)
            .OfType<LakeEntry>()
            .Reverse(),
    ];

    private IEnumerable<LakeDataset> Find(
        LakePartition partition, Action<LakeProblem> problems, Dictionary<string, (FileStamp, LakeMetadata)> known)
    {
        foreach (var dataset in lake.ListDatasets(partition))
        {
            // The data first: put in place before its metadata, it is as new at most.
            var data = FileStamp.Of(lake.FullPath(dataset.DataPath));
            if (Read(dataset, problems, known) is var (stamp, metadata))
                yield return new LakeDataset(new LakeEntry(dataset, metadata), data, stamp);
        }
    }

    private (FileStamp Stamp, LakeMetadata Metadata)? Read(
        LakePartition dataset, Action<LakeProblem> problems, Dictionary<string, (FileStamp, LakeMetadata)> known)
    {
        var stamp = FileStamp.Of(lake.FullPath(dataset.MetadataPath));
        if (stamp == default)
            return null;
        try
        {
            var metadata = _known.TryGetValue(dataset.MetadataPath, out var before) && before.Stamp == stamp ? before.Metadata : lake.ReadMetadata(dataset);
            known[dataset.MetadataPath] = (stamp, metadata);
            return (stamp, metadata);
        }
        catch (Exception exception) when (exception is JsonException or IOException or UnauthorizedAccessException)
        {
            problems(new LakeProblem(dataset.MetadataPath, $"can't be read: {exception.Message}"));
            return null;
        }
    }

    private IEnumerable<LayerTable> TablesOf(
        IReadOnlyList<LakePartition> partitions, Dictionary<string, (FileStamp, LakeMetadata)> known, Action<LakeProblem> problems)
    {
        foreach (var layer in partitions.Where(partition => LayerReport.Layers.Contains(partition.Layer)).GroupBy(partition => partition.Layer).OrderBy(layer => layer.Key))
        {
            // Newest first. The tables of a layer that is made are made together: one of an earlier date is no part of it.
            var last = layer.First().Date;
            var tables = layer.Where(partition => layer.Key == LakeLayer.Validated || partition.Date == last).GroupBy(partition => partition.Source);
            foreach (var table in tables.OrderBy(table => OrderOf(table.First())).ThenBy(table => table.Key, StringComparer.Ordinal))
            {
                var found = AllRowsOf(table, known, problems);
                if (found.Count > 0)
                    yield return new LayerTable(layer.Key, table.Key, found);
            }
        }
    }

    // As the ingestor chooses what it makes a layer from: back to the newest snapshot.
    private List<LakeEntry> AllRowsOf(
        IEnumerable<LakePartition> newestFirst, Dictionary<string, (FileStamp, LakeMetadata)> known, Action<LakeProblem> problems)
    {
        var found = new List<LakeEntry>();
        foreach (var partition in newestFirst)
        {
            var dataset = partition with { DatasetName = DatasetNameOf(partition) };
            if (Read(dataset, problems, known) is not var (_, metadata))
            {
                // A folder without metadata is no partition. What can't be read may be one: those before it would not be all rows.
                if (File.Exists(lake.FullPath(dataset.MetadataPath)))
                    break;
                continue;
            }
            found.Add(new LakeEntry(dataset, metadata));
            if (metadata.Mode != LakeMode.Incremental)
                break;
        }
        found.Reverse();
        return found;
    }

    private Dictionary<string, LakeMetadata?> InputsOf(
        IEnumerable<LayerTable> tables, Dictionary<string, (FileStamp, LakeMetadata)> known, Action<LakeProblem> problems) =>
        tables.Select(table => table.Last.Metadata.Lineage).OfType<LakeLineage>().SelectMany(LayerReport.InputsOf)
            .Select(input => input.Path).Distinct()
            .ToDictionary(path => path, path => InputPath.Parse(path) is { } dataset ? Read(dataset, problems, known)?.Metadata : null);

    // Features are named as their table; the others as their source's contract says.
    private static string DatasetNameOf(LakePartition partition) =>
        SourceContract.All.FirstOrDefault(contract => contract.Name == partition.Source)?.DatasetName ?? partition.Source;

    private static int OrderOf(LakePartition partition)
    {
        for (var i = 0; i < SourceContract.All.Count; i++)
        {
            if (SourceContract.All[i].Name == partition.Source)
                return i;
        }
        return SourceContract.All.Count;
    }
}

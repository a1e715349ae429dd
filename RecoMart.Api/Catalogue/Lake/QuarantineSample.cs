using RecoMart.Storage.Lake;

namespace RecoMart.Api.Catalogue.Lake;

/// <summary>The last rows that went to quarantine. To read them a row group has to be decoded, so that is done beside the requests, once a version.</summary>
internal sealed class QuarantineSample(DataLakeStorage lake)
{
    /// <summary>How many rows of all sources together.</summary>
    public const int MaxRows = 20;

    private volatile Sample? _sample;

    public bool IsOf(IReadOnlyList<LakeDataset> datasets) => _sample is { } sample && sample.IsOf(datasets);

    /// <summary>The rows; null where they have not been read yet.</summary>
    public IReadOnlyList<QuarantinedLine>? Find(IReadOnlyList<LakeDataset> datasets) =>
        datasets.Count == 0 ? [] : _sample is { } sample && sample.IsOf(datasets) ? sample.Lines : null;

    /// <summary>Why some could not be read.</summary>
    public string? ProblemOf(IReadOnlyList<LakeDataset> datasets) => _sample is { } sample && sample.IsOf(datasets) ? sample.Problem : null;

    public async Task ReadAsync(IReadOnlyList<LakeDataset> datasets, CancellationToken cancellationToken)
    {
        var rows = new List<(string Source, Queue<QuarantinedRow> Rows)>();
        string? problem = null;
        foreach (var dataset in datasets.Where(dataset => dataset.Entry.Metadata.RecordCount > 0))
        {
            try
            {
                await using var reader = await lake.OpenAsync(dataset.Entry.Partition, cancellationToken);
                rows.Add((dataset.Entry.Partition.Source, new(await QuarantineReader.ReadLastAsync(reader, MaxRows, cancellationToken))));
            }
            catch (Exception exception) when (exception is IOException or InvalidDataException or UnauthorizedAccessException or ArgumentException)
            {
                problem ??= $"{dataset.Path} can't be read: {exception.Message}";
            }
        }
        _sample = new Sample(datasets, Share(rows), problem);
    }

    // In turn, so that a source with many does not hide that another one has some.
    private static List<QuarantinedLine> Share(List<(string Source, Queue<QuarantinedRow> Rows)> sources)
    {
        var counts = sources.ToDictionary(source => source.Source, _ => 0);
        for (var left = MaxRows; left > 0;)
        {
            var more = sources.Where(source => counts[source.Source] < source.Rows.Count).Take(left).ToList();
            if (more.Count == 0)
                break;
            more.ForEach(source => counts[source.Source]++);
            left -= more.Count;
        }
        return [.. sources.SelectMany(source => source.Rows.Take(counts[source.Source]).Select(row => new QuarantinedLine(source.Source, row)))];
    }

    private sealed record Sample(IReadOnlyList<LakeDataset> Datasets, IReadOnlyList<QuarantinedLine> Lines, string? Problem)
    {
        public bool IsOf(IReadOnlyList<LakeDataset> datasets) =>
            Datasets.Count == datasets.Count && Datasets.Zip(datasets).All(pair => pair.First.IsVersionOf(pair.Second));
    }
}

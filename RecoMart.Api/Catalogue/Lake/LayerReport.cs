using RecoMart.Storage.Lake;

namespace RecoMart.Api.Catalogue.Lake;

/// <summary>Tells how fresh each layer is, and what has become of what it was made from.</summary>
internal static class LayerReport
{
    /// <summary>The layers that others are made from, or that are what is wanted in the end; raw and quarantine come with validated.</summary>
    public static IReadOnlyList<LakeLayer> Layers { get; } = [LakeLayer.Validated, LakeLayer.Prepared, LakeLayer.Features];

    /// <summary>The datasets that a lineage names; JSON that somebody has edited may leave something out.</summary>
    public static IEnumerable<LakeInput> InputsOf(LakeLineage lineage) => lineage.Inputs.Where(input => input is { Path: not null, ChecksumMd5: not null });

    public static IReadOnlyList<LayerView> Of(LakeSnapshot snapshot)
    {
        var views = new List<LayerView>();
        foreach (var layer in Layers)
        {
            var tables = snapshot.Tables.Where(table => table.Layer == layer).ToList();
            var before = views.LastOrDefault();
            views.Add(new LayerView(
                LakePartition.NameOf(layer),
                before?.Name,
                [.. tables.Select(table => ViewOf(table, snapshot))],
                before is null || tables.Count == 0 ? [] : [.. FindStale(tables, Layers[views.Count - 1], snapshot)],
                IsBehind: before is { IsStale: true } && tables.Count > 0));
        }
        return views;
    }

    // Not by times alone: files that are ingested once more are the same, and nothing would come of making the layer again.
    private static IEnumerable<StaleSource> FindStale(List<LayerTable> tables, LakeLayer before, LakeSnapshot snapshot)
    {
        var made = tables.Max(table => table.Last.Metadata.Timestamp);
        var inputs = tables.SelectMany(table => InputsOf(table.Last.Metadata.Lineage!)).DistinctBy(input => input.Path)
            .Select(input => (Input: input, Partition: InputPath.Parse(input.Path)))
            .Where(input => input.Partition?.Layer == before)
            .ToLookup(input => input.Partition!.Source, input => (input.Partition!.Date, input.Input.ChecksumMd5));
        foreach (var now in snapshot.Tables.Where(table => table.Layer == before && inputs.Contains(table.Name)))
        {
            if (!inputs[now.Name].OrderBy(input => input.Date).Select(input => input.ChecksumMd5).SequenceEqual(now.Partitions.Select(entry => entry.Metadata.ChecksumMd5)))
                yield return new StaleSource(now.Name, now.Partitions.Max(entry => entry.Metadata.Timestamp) - made);
        }
    }

    private static LayerTableView ViewOf(LayerTable table, LakeSnapshot snapshot)
    {
        var snapshots = table.Partitions[0].Metadata.Mode == LakeMode.Incremental ? 0 : 1;
        return new LayerTableView(
            table.Name,
            table.Partitions.Sum(entry => entry.Metadata.RecordCount),
            table.Partitions[0].Partition.Date,
            table.Last.Partition.Date,
            snapshots,
            table.Partitions.Count - snapshots,
            table.Partitions.Max(entry => entry.Metadata.Timestamp).ToUniversalTime(),
            table.Last.Metadata.Lineage is { } lineage ? ViewOf(lineage, snapshot) : null);
    }

    private static LineageView ViewOf(LakeLineage lineage, LakeSnapshot snapshot) => new(
        lineage.Sql,
        lineage.Engine,
        lineage.AsOf?.ToUniversalTime(),
        lineage.Settings ?? new Dictionary<string, double>(),
        lineage.Counts,
        [.. InputsOf(lineage).Select(input => ViewOf(input, snapshot))]);

    private static InputView ViewOf(LakeInput input, LakeSnapshot snapshot)
    {
        var now = snapshot.Inputs.GetValueOrDefault(input.Path);
        var state = now is not null
            ? now.ChecksumMd5 == input.ChecksumMd5 ? InputState.Same : InputState.Replaced
            : snapshot.Problems.Any(problem => problem.Path == InputPath.Parse(input.Path)?.MetadataPath) ? InputState.Unreadable : InputState.Gone;
        return new InputView(
            input.Path, input.ChecksumMd5, input.RecordCount, input.Timestamp.ToUniversalTime(), state,
            state == InputState.Replaced ? now!.Timestamp.ToUniversalTime() : null);
    }
}

using RecoMart.Storage.Lake;

namespace RecoMart.Api.Catalogue.Lake;

/// <summary>What the page shows of a lake, as it was at one moment.</summary>
internal sealed record LakeSnapshot
{
    public static LakeSnapshot Empty { get; } = new();

    /// <summary>The datasets of the newest dates: newest date first, then by source and layer.</summary>
    public IReadOnlyList<LakeDataset> Datasets { get; init; } = [];

    /// <summary>The partitions that are not among them, newest first.</summary>
    public IReadOnlyList<LakePartition> Older { get; init; } = [];

    /// <summary>The tables of the layers that others are made from, or that are made: by layer, in the order of the sources.</summary>
    public IReadOnlyList<LayerTable> Tables { get; init; } = [];

    /// <summary>What is now at each path that a lineage of these tables names; null: nothing that can be read.</summary>
    public IReadOnlyDictionary<string, LakeMetadata?> Inputs { get; init; } = new Dictionary<string, LakeMetadata?>();

    /// <summary>For each source its last dates, oldest first, each with the report of one of its layers.</summary>
    public IReadOnlyList<(string Source, IReadOnlyList<LakeEntry> Dates)> Quality { get; init; } = [];

    /// <summary>The datasets in quarantine of the newest date that has any.</summary>
    public IReadOnlyList<LakeDataset> Quarantine { get; init; } = [];

    /// <summary>What can't be read.</summary>
    public IReadOnlyList<LakeProblem> Problems { get; init; } = [];
}

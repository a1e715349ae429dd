using RecoMart.Storage.Lake;

namespace RecoMart.Api.Catalogue.Lake;

/// <summary>The lake as the page shows it.</summary>
/// <param name="Version">Changes with everything that is shown.</param>
/// <param name="BasePath">Where it is.</param>
/// <param name="Datasets">What is in it on the newest dates.</param>
/// <param name="Layers">How fresh each layer is, and what it was made from.</param>
/// <param name="OlderPartitions">How many partitions there are besides.</param>
/// <param name="Quality">Each source's quality.</param>
/// <param name="Quarantine">What was not taken.</param>
/// <param name="Wrong">Files that are not what their metadata says, of whatever date.</param>
/// <param name="Unreadable">What can't be read.</param>
public sealed record LakeView(
    string Version,
    string BasePath,
    IReadOnlyList<DatasetView> Datasets,
    IReadOnlyList<LayerView> Layers,
    int OlderPartitions,
    IReadOnlyList<QualityView> Quality,
    QuarantineView Quarantine,
    IReadOnlyList<LakeProblem> Wrong,
    IReadOnlyList<LakeProblem> Unreadable)
{
    /// <summary>Whether nothing was ever ingested.</summary>
    public bool IsEmpty => Datasets.Count == 0 && OlderPartitions == 0 && Unreadable.Count == 0;
}

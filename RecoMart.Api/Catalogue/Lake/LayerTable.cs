using RecoMart.Storage.Lake;

namespace RecoMart.Api.Catalogue.Lake;

/// <summary>The partitions that hold all rows of a table in a layer: the newest snapshot and the incremental ones after it.</summary>
/// <param name="Layer">The layer.</param>
/// <param name="Name">The source's or the table's name.</param>
/// <param name="Partitions">At least one, oldest first.</param>
internal sealed record LayerTable(LakeLayer Layer, string Name, IReadOnlyList<LakeEntry> Partitions)
{
    public LakeEntry Last => Partitions[^1];
}

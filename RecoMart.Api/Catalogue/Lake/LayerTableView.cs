namespace RecoMart.Api.Catalogue.Lake;

/// <summary>All rows of a table or source in a layer, as the page shows them.</summary>
/// <param name="Name">The source's or the table's name.</param>
/// <param name="Rows">How many rows.</param>
/// <param name="First">The date of the first partition that they are in.</param>
/// <param name="Last">The date of the last one.</param>
/// <param name="Snapshots">1 if the first of the partitions is a snapshot, with all rows up to then; else 0.</param>
/// <param name="Incremental">How many partitions add to it.</param>
/// <param name="Made">When the last of them was made, UTC.</param>
/// <param name="Lineage">What it was made from; null in the layer that comes from source files.</param>
public sealed record LayerTableView(
    string Name, long Rows, DateOnly First, DateOnly Last, int Snapshots, int Incremental, DateTimeOffset Made, LineageView? Lineage);

using RecoMart.BatchIngestor.Transformations;
using RecoMart.Storage.Contract;
using RecoMart.Storage.Lake;

namespace RecoMart.BatchIngestor.Export;

/// <summary>A table that can be exported.</summary>
/// <param name="Layer">Its layer.</param>
/// <param name="Fields">Its columns.</param>
/// <param name="Source">The source it holds; null where it was made of others.</param>
/// <param name="Made">How it is made; null where it was ingested.</param>
internal sealed record ExportTable(LakeLayer Layer, IReadOnlyList<Field> Fields, SourceContract? Source, TableDefinition? Made)
{
    /// <summary>Its layer and name, which is its name in SQL.</summary>
    public string Name => $"{LakePartition.NameOf(Layer)}.{ShortName}";

    /// <summary>Its name without layer: the name by which it can be asked for when it is in <c>prepared</c> or <c>features</c>.</summary>
    public string ShortName => Source?.Name ?? Made!.Name;

    /// <summary>Its columns' names, in order.</summary>
    public IEnumerable<string> Columns => Fields.Select(column => column.Name);

    /// <summary>All tables.</summary>
    public static IReadOnlyList<ExportTable> All { get; } =
    [
        .. TableDefinitions.Read().Select(table => new ExportTable(table.PartitionOf(default).Layer, table.Fields, null, table)),
        .. SourceContract.All.SelectMany(source => (ExportTable[])
        [
            new ExportTable(LakeLayer.Validated, source.Fields, source, null),
            new ExportTable(LakeLayer.Raw, source.Fields, source, null),
            new ExportTable(LakeLayer.Quarantine, IngestWriter.QuarantineContract.Fields, source, null),
        ]),
    ];

    /// <summary>Finds a table.</summary>
    /// <param name="name">Its name, with its layer or without.</param>
    /// <returns>The table, or null when there is none.</returns>
    public static ExportTable? Find(string name) => All.FirstOrDefault(table => table.Name == name || (table.Made is not null && table.ShortName == name));
}

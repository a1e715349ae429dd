using RecoMart.Storage.Contract;
using RecoMart.Storage.Lake;

namespace RecoMart.BatchIngestor.Transformations;

/// <summary>A table of the prepared or the feature layer, as <c>tables.json</c> defines it. What is left out there is set to null by the reader.</summary>
internal sealed record TableDefinition
{
    /// <summary>The layer's name, which is also the schema in SQL.</summary>
    public required string Layer { get; init; }

    /// <summary>The table's name: its folder in the layer, and its name in SQL.</summary>
    public required string Name { get; init; }

    /// <summary>The name of its files, without extension.</summary>
    public required string Dataset { get; init; }

    /// <summary>What a row is, which rows there are and in which order.</summary>
    public required string Grain { get; init; }

    /// <summary>What it is made from, <c>layer.table</c>. The rows of the first are those that are counted.</summary>
    public required IReadOnlyList<string> Inputs { get; init; }

    /// <summary>What is made on the way to it and not published.</summary>
    public IReadOnlyList<StepDefinition> Steps { get; init => field = value ?? field; } = [];

    /// <summary>Input rows that went into it, as an SQL expression over the table.</summary>
    public string Taken { get; init => field = value ?? field; } = "COUNT(*)";

    /// <summary>What the others are called in the metadata's counts; null where input rows are not what the table is about.</summary>
    public string? Dropped { get; init; }

    /// <summary>Further counts, as SQL expressions over the table.</summary>
    public IReadOnlyDictionary<string, string> Counts { get; init => field = value ?? field; } = new Dictionary<string, string>();

    /// <summary>Its columns, in order.</summary>
    public required IReadOnlyList<ColumnDefinition> Columns { get; init; }

    /// <summary>Its name in SQL.</summary>
    public string SqlName => $"{Layer}.{Name}";

    /// <summary>Its columns as the lake checks them.</summary>
    public IReadOnlyList<Field> Fields => [.. Columns.Select(column => column.ToField())];

    /// <summary>Where a version of it is in the lake.</summary>
    public LakePartition PartitionOf(DateOnly date) => new(Enum.Parse<LakeLayer>(Layer, ignoreCase: true), Name, date, Dataset);
}

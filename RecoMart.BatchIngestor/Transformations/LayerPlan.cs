using RecoMart.Storage.Lake;

namespace RecoMart.BatchIngestor.Transformations;

/// <summary>What a run makes a layer from.</summary>
internal sealed record LayerPlan
{
    /// <summary>The date of the partitions it makes, UTC.</summary>
    public required DateOnly Date { get; init; }

    /// <summary>The datasets that go in, by the names of their tables in SQL.</summary>
    public required IReadOnlyDictionary<string, IReadOnlyList<LakeEntry>> Inputs { get; init; }

    /// <summary>Rows of them that are of an earlier version of their file and do not count, by the same names; null where there can be none.</summary>
    public IReadOnlyDictionary<string, long>? Replaced { get; init; }

    /// <summary>The SQL that makes them known to DuckDB, and whatever else the tables' SQL refers to.</summary>
    public required string Setup { get; init; }

    /// <summary>The instant that features look back from.</summary>
    public DateTime? AsOf { get; init; }

    /// <summary>The settings that shape the tables, by name.</summary>
    public IReadOnlyDictionary<string, double>? Settings { get; init; }

    /// <summary>What an operator should look at.</summary>
    public IReadOnlyList<string> Warnings { get; init; } = [];
}

namespace RecoMart.Storage.Lake;

/// <summary>What a dataset was made from, and how.</summary>
public sealed record LakeLineage
{
    /// <summary>The SQL that made it, by its name in the repository: <c>features/interactions.sql</c>.</summary>
    public required string Sql { get; init; }

    /// <summary>What ran it, with its version: <c>DuckDB v1.5.6</c>.</summary>
    public required string Engine { get; init; }

    /// <summary>The instant it looks back from, UTC: nothing later went in. Null where time plays no part.</summary>
    public DateTime? AsOf { get; init; }

    /// <summary>The settings that shaped it, by name; null where there are none.</summary>
    public IReadOnlyDictionary<string, double>? Settings { get; init; }

    /// <summary>The datasets that went in.</summary>
    public required IReadOnlyList<LakeInput> Inputs { get; init; }

    /// <summary>What became of their rows, by name, such as <c>repeats_removed</c>.</summary>
    public required IReadOnlyDictionary<string, long> Counts { get; init; }
}

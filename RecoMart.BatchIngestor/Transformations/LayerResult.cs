using RecoMart.Storage.Lake;

namespace RecoMart.BatchIngestor.Transformations;

/// <summary>What came of making a layer.</summary>
public sealed record LayerResult
{
    /// <summary>The layer's name.</summary>
    public required string Layer { get; init; }

    /// <summary>The date of its partitions; null when it was not made.</summary>
    public DateOnly? Date { get; init; }

    /// <summary>The instant it looks back from, UTC; null where time plays no part.</summary>
    public DateTime? AsOf { get; init; }

    /// <summary>What went in.</summary>
    public IReadOnlyList<LakeInput> Inputs { get; init; } = [];

    /// <summary>The tables; empty when the layer was not made.</summary>
    public IReadOnlyList<TableResult> Tables { get; init; } = [];

    /// <summary>What an operator should look at, one sentence each.</summary>
    public IReadOnlyList<string> Warnings { get; init; } = [];

    /// <summary>Why it was not made; null when it was. The version before is intact.</summary>
    public string? Error { get; init; }

    /// <summary>How long it took, in seconds.</summary>
    public double DurationSeconds { get; init; }
}

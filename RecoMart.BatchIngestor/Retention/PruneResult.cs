using RecoMart.Storage.Lake;

namespace RecoMart.BatchIngestor.Retention;

/// <summary>What came of pruning.</summary>
public sealed record PruneResult
{
    /// <summary>Whether it was done, or only looked at.</summary>
    public required bool Applied { get; init; }

    /// <summary>The layers' names.</summary>
    public required IReadOnlyList<string> Layers { get; init; }

    /// <summary>Partitions from before this date are old, UTC.</summary>
    public required DateOnly Before { get; init; }

    /// <summary>The old partitions that are deleted, or would be.</summary>
    public required IReadOnlyList<PrunedPartition> Pruned { get; init; }

    /// <summary>The old partitions that stay.</summary>
    public required IReadOnlyList<PrunedPartition> Kept { get; init; }

    /// <summary>What an operator should look at: what is damaged and stays, and what could not be deleted.</summary>
    public required IReadOnlyList<LakeProblem> Problems { get; init; }

    /// <summary>The size of what is deleted, or would be.</summary>
    public long PrunedBytes => Pruned.Sum(partition => partition.Bytes);

    /// <summary>How long it took, in seconds.</summary>
    public double DurationSeconds { get; init; }
}

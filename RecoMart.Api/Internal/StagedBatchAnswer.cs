namespace RecoMart.Api.Internal;

/// <summary>What became of each record, in their order.</summary>
/// <param name="Results">The results.</param>
public sealed record StagedBatchAnswer(IReadOnlyList<StagedAnswer> Results);

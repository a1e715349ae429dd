namespace RecoMart.Storage.Lake;

/// <summary>One rename of a <see cref="LakeCommit"/>.</summary>
/// <param name="From">The name of a file in the transaction's folder.</param>
/// <param name="To">The path in the lake, relative to its base, with forward slashes.</param>
internal sealed record LakeRename(string From, string To);

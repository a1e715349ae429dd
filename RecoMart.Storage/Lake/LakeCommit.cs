namespace RecoMart.Storage.Lake;

/// <summary>
/// The renames that make a version of a source visible, written down before the first of them is made. A process that dies among
/// them leaves this list, and whoever opens the lake next finishes it: the new version appears as a whole or not at all.
/// </summary>
/// <param name="Renames">From a file in the transaction's folder to a path relative to the lake's base; metadata after its data.</param>
internal sealed record LakeCommit(IReadOnlyList<LakeRename> Renames);

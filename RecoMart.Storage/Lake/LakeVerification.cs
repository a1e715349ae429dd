namespace RecoMart.Storage.Lake;

/// <summary>The result of verifying a lake.</summary>
/// <param name="Files">How many data files were verified.</param>
/// <param name="Bytes">Their size together.</param>
/// <param name="Problems">What is wrong; empty when all is well.</param>
public sealed record LakeVerification(int Files, long Bytes, IReadOnlyList<LakeProblem> Problems);

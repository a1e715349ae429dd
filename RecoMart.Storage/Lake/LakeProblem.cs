namespace RecoMart.Storage.Lake;

/// <summary>Something in the lake that is not as its metadata says.</summary>
/// <param name="Path">The file, relative to the lake's base.</param>
/// <param name="Problem">What is wrong with it.</param>
public sealed record LakeProblem(string Path, string Problem);

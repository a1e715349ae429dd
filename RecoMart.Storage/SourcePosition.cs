namespace RecoMart.Storage;

/// <summary>A place between two lines of a source file.</summary>
/// <param name="Bytes">The bytes before it.</param>
/// <param name="Lines">The lines before it.</param>
public readonly record struct SourcePosition(long Bytes, long Lines);

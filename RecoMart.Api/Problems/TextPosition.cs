namespace RecoMart.Api.Problems;

/// <summary>A place in a text.</summary>
/// <param name="Line">The line, from 1.</param>
/// <param name="Byte">The byte in the line, from 1.</param>
public sealed record TextPosition(long Line, long Byte);

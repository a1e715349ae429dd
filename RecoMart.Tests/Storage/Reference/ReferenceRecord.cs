namespace RecoMart.Tests.Storage.Reference;

/// <summary>A record of a CSV file.</summary>
/// <param name="Line">The line it starts at.</param>
/// <param name="Raw">Its text, without the line break.</param>
/// <param name="Cells">Its cells, unquoted.</param>
/// <param name="IsSpoilt">Whether text follows a closing quote.</param>
internal sealed record ReferenceRecord(int Line, byte[] Raw, IReadOnlyList<byte[]> Cells, bool IsSpoilt);

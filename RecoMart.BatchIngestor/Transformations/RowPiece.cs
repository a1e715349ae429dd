namespace RecoMart.BatchIngestor.Transformations;

/// <summary>Consecutive rows of a data file whose place in the order of all rows is their number plus an offset.</summary>
/// <param name="End">The number of the row after the last, counted from 0. The first follows the piece before.</param>
/// <param name="Offset">The offset; null for rows that have no place, since a later version of their file was read.</param>
internal sealed record RowPiece(long End, long? Offset);

namespace RecoMart.Storage.ParquetFormat;

/// <summary>What the footer says of a column chunk's values; engines skip row groups by it.</summary>
/// <param name="Nulls">Rows without a value.</param>
/// <param name="Min">The least value, PLAIN; empty where it is not told.</param>
/// <param name="Max">The greatest value, PLAIN; empty where it is not told.</param>
/// <param name="HasBounds">Whether the bounds are told.</param>
internal readonly record struct ChunkStatistics(int Nulls, ReadOnlyMemory<byte> Min, ReadOnlyMemory<byte> Max, bool HasBounds);

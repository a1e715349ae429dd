namespace RecoMart.Storage.ParquetFormat;

/// <summary>What the footer says of a row group.</summary>
/// <param name="Rows">Its rows.</param>
/// <param name="Chunks">Its columns.</param>
internal sealed record ParquetRowGroup(int Rows, IReadOnlyList<ParquetChunk> Chunks);

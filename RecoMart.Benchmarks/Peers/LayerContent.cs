namespace RecoMart.Benchmarks.Peers;

/// <summary>What a layer's file holds.</summary>
/// <param name="Layer">raw, validated or quarantine.</param>
/// <param name="Rows">The number of rows.</param>
/// <param name="Bytes">The size of the file.</param>
/// <param name="Sums">Sums over its columns; equal for equal content.</param>
internal sealed record LayerContent(string Layer, long Rows, long Bytes, string Sums);

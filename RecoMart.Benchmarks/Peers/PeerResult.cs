namespace RecoMart.Benchmarks.Peers;

/// <summary>What a peer's process says on its standard output.</summary>
internal sealed record PeerResult(string Version);

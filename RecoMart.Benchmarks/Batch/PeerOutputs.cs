namespace RecoMart.Benchmarks.Batch;

/// <summary>How much of what the ingestor writes its peer writes.</summary>
internal enum PeerOutputs
{
    /// <summary>raw, validated and quarantine.</summary>
    All,

    /// <summary>validated and quarantine only; transactions alone.</summary>
    Validated,
}

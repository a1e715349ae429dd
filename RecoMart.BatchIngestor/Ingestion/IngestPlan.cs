using RecoMart.Storage.Lake;

namespace RecoMart.BatchIngestor.Ingestion;

/// <summary>What a run is going to do with a source.</summary>
internal sealed record IngestPlan
{
    /// <summary>What the rows it publishes will be of all there are.</summary>
    public required LakeMode Mode { get; init; }

    /// <summary>What the date has already and is added to, by layer; null to write the date anew.</summary>
    public IReadOnlyDictionary<LakeLayer, LakeEntry>? Before { get; init; }

    /// <summary>The ledger that the run adds to; null where all files are read.</summary>
    public Ledger? LedgerBefore { get; init; }

    /// <summary>Whether the ledger is to speak of this run: not of one that writes to the past.</summary>
    public bool WritesLedger { get; init; } = true;

    /// <summary>Files that were read and are not there any more.</summary>
    public IReadOnlyList<LedgerFile> Gone { get; init; } = [];

    /// <summary>What an operator should know, one sentence each.</summary>
    public IReadOnlyList<string> Notes { get; init; } = [];
}

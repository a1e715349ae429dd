using RecoMart.Storage.Lake;

namespace RecoMart.BatchIngestor.Ingestion;

/// <summary>What came of one run of the ingestor.</summary>
/// <param name="Run">The run's name, which stands in the ledger.</param>
/// <param name="Mode">What it was asked for.</param>
/// <param name="Date">The ingestion date.</param>
/// <param name="DataDir">Where the source files were looked for.</param>
/// <param name="StorageBase">The lake.</param>
/// <param name="Sources">What came of each source.</param>
/// <param name="UnusedFiles">Files in the data folder that no source asks for.</param>
/// <param name="DurationSeconds">How long it took, in seconds.</param>
public sealed record IngestResult(
    string Run,
    LakeMode Mode,
    DateOnly Date,
    string DataDir,
    string StorageBase,
    IReadOnlyList<SourceResult> Sources,
    IReadOnlyList<string> UnusedFiles,
    double DurationSeconds)
{
    /// <summary>Whether every source succeeded.</summary>
    public bool Succeeded => Sources.All(source => source.Succeeded);

    /// <summary>Whether anything of it is in the lake.</summary>
    public bool Published => Sources.Any(source => source.Published);
}

using RecoMart.Storage.Lake;
using RecoMart.Storage.Staging;

namespace RecoMart.BatchIngestor.Ingestion;

/// <summary>A file that was found for a source.</summary>
/// <param name="path">Its full path.</param>
internal sealed class SourceFile(string path)
{
    /// <summary>Its full path. The active staging file gets another one when it is sealed.</summary>
    public string Path { get; set; } = path;

    /// <summary>For the active staging file: what of it may be read, and where it is.</summary>
    public StagingSnapshot? Staging { get; init; }

    /// <summary>Its name without the folder.</summary>
    public string Name => System.IO.Path.GetFileName(Path);

    /// <summary>What was found out about it, once something was.</summary>
    public SourceFileReport? Report { get; set; }

    /// <summary>Whether it is still to be read.</summary>
    public bool IsCandidate => Report is null or { Outcome: SourceFileOutcome.Read or SourceFileOutcome.Empty };

    /// <summary>Passes it over.</summary>
    /// <param name="outcome">Skipped, or refused.</param>
    /// <param name="reason">Why.</param>
    public void Leave(SourceFileOutcome outcome, string reason) => Report = new SourceFileReport { File = Name, Outcome = outcome, Reason = reason };
}

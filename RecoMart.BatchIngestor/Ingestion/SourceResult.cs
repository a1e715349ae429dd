using RecoMart.Storage.Lake;

namespace RecoMart.BatchIngestor.Ingestion;

/// <summary>What came of ingesting one source.</summary>
public sealed record SourceResult
{
    /// <summary>The source's name.</summary>
    public required string Source { get; init; }

    /// <summary>Whether everything asked for was done. False when a file was refused, even though the others were ingested.</summary>
    public required bool Succeeded { get; init; }

    /// <summary>Whether a new version is in the lake. False after a success when there was nothing new.</summary>
    public required bool Published { get; init; }

    /// <summary>What the rows of the date are of all there are; null where nothing was published.</summary>
    public LakeMode? Mode { get; init; }

    /// <summary>What went wrong, a sentence each.</summary>
    public IReadOnlyList<string> Errors { get; init; } = [];

    /// <summary>Every file that was looked at.</summary>
    public IReadOnlyList<SourceFileReport> Files { get; init; } = [];

    /// <summary>What became of the rows, when they were read to the end.</summary>
    public QualityReport? Quality { get; init; }

    /// <summary>The files in the lake.</summary>
    public IReadOnlyList<PublishedFile> Outputs { get; init; } = [];

    /// <summary>How long it took, in seconds.</summary>
    public required double DurationSeconds { get; init; }
}

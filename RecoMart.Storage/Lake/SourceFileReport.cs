namespace RecoMart.Storage.Lake;

/// <summary>What became of one source file.</summary>
public sealed record SourceFileReport
{
    /// <summary>The file's name.</summary>
    public required string File { get; init; }

    /// <summary>What was done with it.</summary>
    public required SourceFileOutcome Outcome { get; init; }

    /// <summary>Its rows, the header not counted.</summary>
    public long Rows { get; init; }

    /// <summary>Those of its rows that went to quarantine.</summary>
    public long Rejected { get; init; }

    /// <summary>The bytes that were read.</summary>
    public long Bytes { get; init; }

    /// <summary>Why it was skipped or refused, or what was odd about it.</summary>
    public string? Reason { get; init; }
}

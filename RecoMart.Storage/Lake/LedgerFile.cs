namespace RecoMart.Storage.Lake;

/// <summary>What a ledger says of one source file.</summary>
public sealed record LedgerFile
{
    /// <summary>Its name.</summary>
    public required string File { get; init; }

    /// <summary>What was done with it: <see cref="SourceFileOutcome.Read"/>, <see cref="SourceFileOutcome.Empty"/> or <see cref="SourceFileOutcome.Skipped"/>.</summary>
    public required SourceFileOutcome Outcome { get; init; }

    /// <summary>Why it was skipped, or what was odd about it; null when it was read.</summary>
    public string? Reason { get; init; }

    /// <summary>For staged events the number under which the file is sealed, or is going to be; else null.</summary>
    public int? Part { get; init; }

    /// <summary>The bytes of it that were read, from its start: the committed position of staged events. Of a skipped file its size.</summary>
    public required long Bytes { get; init; }

    /// <summary>When it was last written to, UTC; null where it may have been written to again without another time.</summary>
    public DateTime? Modified { get; init; }

    /// <summary>The MD5 of these bytes; null for what a snapshot read of a large file, and for staged events, which are only added to.</summary>
    public string? ChecksumMd5 { get; init; }

    /// <summary>The MD5 of the first and the last 64 KiB of these bytes; null for a skipped file.</summary>
    public string? EdgesMd5 { get; init; }

    /// <summary>The lines that were read, where a later run can go on behind the last; else null.</summary>
    public long? Lines { get; init; }

    /// <summary>The rows that were read, in all runs together.</summary>
    public long Rows { get; init; }

    /// <summary>Those of its rows that went to quarantine.</summary>
    public long Rejected { get; init; }

    /// <summary>The date of the partition that has the last of its rows, UTC.</summary>
    public required DateOnly Date { get; init; }

    /// <summary>When it was read last, UTC.</summary>
    public required DateTime ReadAt { get; init; }

    /// <summary>The run that read it last.</summary>
    public required string Run { get; init; }
}
